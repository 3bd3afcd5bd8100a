import { describe, expect, it } from 'vitest';
import type { GeneContract } from '../../../src/contract/ast.ts';
import { formatContract } from '../../../src/contract/format.ts';
import { parseContract } from '../../../src/contract/parse.ts';

function parse(body: string): GeneContract {
  const text = `gene g\n  is diagnostic\n  takes:\n    a string\n  gives:\n    healthy bool\n${body}`;
  const { value, diagnostics } = parseContract({ file: 'x.sg', text });
  expect(diagnostics).toEqual([]);
  const formatted = formatContract({ file: 'x.sg', text });
  const again = parseContract({ file: 'x.sg', text: 'text' in formatted ? formatted.text : '' }).value as GeneContract;
  expect(proseOf(again)).toEqual(proseOf(value as GeneContract));
  return value as GeneContract;
}

function proseOf({ does, before, failsWhen, examples }: GeneContract): unknown {
  const texts = [does, ...before, ...failsWhen].map((node) => node?.text);
  return [texts, examples.map(({ title, given, then }) => [title, [...given, ...then].map(({ text }) => text)])];
}

describe('the prose of does:', () => {
  it.each<[string, string, string]>([
    ['one line', '    Make it so.\n', 'Make it so.'],
    [
      'an indented list',
      '    Ways:\n      - one\n        - deeper\n      * two\n',
      'Ways:\n  - one\n    - deeper\n  * two',
    ],
    [
      'words of the language',
      '    risk critical\n    takes:\n      a string\n    # no comment\n    gene x\n',
      'risk critical\ntakes:\n  a string\n# no comment\ngene x',
    ],
    ['blank lines, not the ones around it', '\n\n    one\n\n\n    two\n\n\n', 'one\n\n\ntwo'],
    [
      'characters that mean something elsewhere',
      '    "open {ref [3.. \' -> = 5x\t$\n',
      '"open {ref [3.. \' -> = 5x\t$',
    ],
    ['white space at the end of a line', '    one  \n    two\t\n', 'one  \ntwo\t'],
    ['a first line that is indented deeper', '        one\n    two\n', '    one\ntwo'],
    ['blank lines of white space', '    one\n      \n  \n    two\n', 'one\n  \n\ntwo'],
    ['letters of any script', '    Größe 名前 🧬\n', 'Größe 名前 🧬'],
    ['tabs behind its indentation', '    \tone\n    two\tthree\n', '\tone\ntwo\tthree'],
  ])('is kept with %s', (_, text, expected) => {
    const read = parse(`  does:\n${text}  risk none\n`);
    expect(read.does?.text).toBe(expected);
  });

  it('ends with its indentation, at a comment too', () => {
    const read = parse('  does:\n    one\n  # a comment\n  risk low\n');
    expect(read).toMatchObject({ does: { text: 'one' }, risk: 'low' });
  });

  it('may be the last thing of a file without a line break', () => {
    expect(parse('  does:\n    one').does?.text).toBe('one');
  });

  it('has the same text with CRLF', () => {
    const lf = '  does:\n    one\n\n      two\n';
    expect(parse(lf.replaceAll('\n', '\r\n')).does?.text).toBe(parse(lf).does?.text);
  });
});

describe('bullets', () => {
  it.each<[string, string, string]>([
    ['#, quotes and arrows', '    - a # b "c -> {d\n', 'a # b "c -> {d'],
    ['white space', '    -  a  \n', ' a  '],
    ['the deeper lines below them', '    - a\n      b\n        c\n', 'a\nb\n  c'],
    ['blank lines between those', '    - a\n\n      b\n', 'a\n\nb'],
    ['dashes', '    - - a\n      - b\n', '- a\n- b'],
  ])('keep %s', (_, text, expected) => {
    const read = parse(`  before:\n${text}    # a comment\n    - last\n`);
    expect(read.before.map((bullet) => bullet.text)).toEqual([expected, 'last']);
  });

  it('name a refusal by the words before the last arrow, on one line', () => {
    const [clause] = parse('  fails when:\n    - a -> b\n      is gone   ->  success = false\n').failsWhen;
    expect(clause).toMatchObject({ condition: 'a -> b is gone', consequence: 'refusal' });
    expect(clause?.text).toBe('a -> b\nis gone   ->  success = false');
  });
});

describe('lines of examples', () => {
  it('are kept as they are, comments between them are not lines', () => {
    const { examples } = parse(
      '  examples:\n    it works: always:   # a comment\n      given:\n        link {x  # "y\n        # a comment\n        b [\n      then:\n        c\n',
    );
    expect(examples[0]).toMatchObject({
      title: 'it works: always',
      given: [{ text: 'link {x  # "y' }, { text: 'b [' }],
    });
  });
});
