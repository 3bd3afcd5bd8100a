import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { formatContract } from '../../src/contract/format.ts';
import { everyGeneConstruct, everyPathwayConstruct, everyTopologyConstruct } from './texts.ts';

function format(text: string): string {
  const result = formatContract({ file: 'x.sg', text });
  if (!('text' in result)) throw new Error(JSON.stringify(result.diagnostics));
  return result.text;
}

describe('the formatter', () => {
  it('aligns, indents and spaces, and keeps comments and prose', () => {
    const text = `# about the file

gene   g   for   net#why
 is configuration  # family


 risk    low
 does:

      First:
        - as written

      last
      # prose
 # about takes
 takes   :
        # the name
        a string "A"   # one
        bcd int [ 1 .. 3 ] ?   =  [1,2]   "B"


        e bool default = true
          # below e
 gives:
  success bool
  # after the last
 fails when:
    - gone
      for good -> error
    -   spaces  kept

 verify:
    check a = {b}   c=[ 1,2 ]
      d=5
    for x in [1,2] :
       check x={x}
    all   within 30s
 examples:
      it   works: # now
       given:
         link  a
       gives:
         success=true
# the end`;
    expect(format(text)).toBe(`# about the file

gene g for net  #why
  is configuration  # family

  risk low
  does:
    First:
      - as written

    last
    # prose
  # about takes
  takes:
    # the name
    a    string               "A"  # one
    bcd  int[1..3]? = [1, 2]  "B"

    e    bool default=true
      # below e
  gives:
    success  bool
    # after the last
  fails when:
    - gone
      for good -> error
    -   spaces  kept

  verify:
    check a={b} c=[1, 2]
      d = 5
    for x in [1, 2]:
      check x={x}
    all within 30s
  examples:
    it   works:  # now
      given:
        link  a
      gives:
        success = true
# the end
`);
  });

  it('puts what is below a step under its text', () => {
    const steps = Array.from({ length: 10 }, (_, index) => ` ${index + 1}. a\n   b = ${index}\n`).join('');
    expect(format(`pathway p\n steps:\n${steps.replaceAll(/^/gm, ' ').trimEnd()}`)).toContain(
      '    9. a\n         b = 8\n    10. a\n          b = 9\n',
    );
  });

  it.each([
    ['genes', everyGeneConstruct],
    ['pathways', everyPathwayConstruct],
    ['topologies', everyTopologyConstruct],
  ])('changes white space only in %s, once', (_, text) => {
    const once = format(text);
    expect(once.replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
    expect(format(once)).toBe(once);
  });

  it('writes LF and no byte-order mark', () => {
    expect(format('\uFEFFpathway p\r\n  steps:\r\n    1. a')).toBe('pathway p\n  steps:\n    1. a\n');
  });

  it('gives the diagnostics of a file with errors', () => {
    const result = formatContract({ file: 'x.sg', text: 'pathway p\n  stesp:\n    1. a\n' });
    expect(result).toMatchObject({ diagnostics: [{ code: 'unknown-section' }] });
  });
});

describe('the contracts of this repository', () => {
  const folder = fileURLToPath(new URL('../../contracts', import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.sg'));

  it.each(files)('%s is formatted', (file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    expect(formatContract({ file, text })).toEqual({ text });
  });
});
