import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/contract/diagnostic.ts';
import { formatContract } from '../../src/contract/format.ts';
import { parseContract } from '../../src/contract/parse.ts';
import { renderDiagnostic } from '../../src/contract/render-diagnostic.ts';
import { stripSpans } from '../../src/contract/strip-spans.ts';
import { plainContract } from './arbitraries.ts';
import { printContract } from './print-contract.ts';
import { everyGeneConstruct, everyPathwayConstruct, everyTopologyConstruct } from './texts.ts';

/** Without comments, so that every character stands for something in the syntax tree. */
const bare = [everyGeneConstruct, everyPathwayConstruct, everyTopologyConstruct].map((text) =>
  text.replaceAll(/ +#.*/g, ''),
);

/** Changes a text at an index, or its lines at the index of one. */
type Edit = (text: string, at: number) => string;
type LineEdit = (lines: readonly string[], at: number) => readonly string[];

const splice =
  (removed: number, added: string): Edit =>
  (text, at) =>
    text.slice(0, at) + added + text.slice(at + removed);

const swap: Edit = (text, at) => text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2);

const lineEdits: readonly LineEdit[] = [
  (lines, at) => lines.toSpliced(at, 1),
  (lines, at) => lines.toSpliced(at, 0, lines[at] ?? ''),
  (lines, at) => lines.with(at, ` ${lines[at] ?? ''}`),
  (lines, at) => lines.with(at, (lines[at] ?? '').slice(1)),
  (lines, at) => lines.with(at, `    ${lines[at] ?? ''}`),
  (lines, at) => lines.with(at, (lines[at] ?? '').trimStart()),
  (lines, at) => lines.toSpliced(at, 2, `${lines[at] ?? ''} ${lines[at + 1] ?? ''}`),
];

const inserted = fc.constantFrom(
  ...Array.from('abz09_-.=:,[]{}"\'>?\\ \t\n'),
  ...['  ', '->', '..', 'success', '\u00e9', '\u202e', '\u0000', '\r'],
);

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** One edit somewhere. */
const edit: Arbitrary<(text: string) => string> = fc.oneof(
  fc
    .tuple(
      place,
      fc.oneof(
        fc.constantFrom(splice(1, ''), splice(40, ''), swap),
        inserted.map((added) => splice(0, added)),
        inserted.map((added) => splice(1, added)),
      ),
    )
    .map(
      ([at, change]) =>
        (text: string) =>
          change(text, Math.floor(at * text.length)),
    ),
  fc.tuple(place, fc.constantFrom(...lineEdits)).map(([at, change]) => (text: string) => {
    const lines = text.split('\n');
    return change(lines, Math.floor(at * lines.length)).join('\n');
  }),
);

const edited = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(...bare),
      plainContract.map((contract) => printContract(contract)),
    ),
    fc.array(edit, { minLength: 1, maxLength: 3 }),
  )
  .map(([text, edits]) => edits.reduce((changed, apply) => apply(changed), text));

describe('an edited contract is refused, or every character of it counts', () => {
  it.each(bare.map((text) => [text.slice(0, text.indexOf('\n')), text]))('%s: one at every place', (_, text) => {
    const edits = [splice(1, ''), splice(0, ' '), splice(0, ':'), splice(0, '"'), splice(0, 'x'), swap];
    for (let at = 0; at < text.length; at++) checkLaw((edits[at % edits.length] ?? swap)(text, at));
  });

  it.each(bare.map((text) => [text.slice(0, text.indexOf('\n')), text]))('%s: in every line', (_, text) => {
    const lines = text.split('\n');
    for (const at of lines.keys()) for (const change of lineEdits) checkLaw(change(lines, at).join('\n'));
  });

  it('with several edits, whatever it says', () => {
    fc.assert(
      fc.property(edited, (text) => {
        for (const diagnostic of checkLaw(text)) checkPlace(diagnostic, text);
      }),
      { numRuns: 500 },
    );
  });
});

function checkLaw(text: string): readonly Diagnostic[] {
  const { value, diagnostics } = parseContract({ file: 'x.sg', text });
  if (diagnostics.length > 0) return diagnostics;
  if (value === undefined) throw new Error('a contract without faults is there');
  const formatted = formatContract({ file: 'x.sg', text });
  expect('text' in formatted && formatted.text.replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
  if (!text.includes('\\') && !text.includes('#')) {
    expect(characters(printContract(stripSpans(value)))).toBe(characters(text));
  }
  return [];
}

/** What a text is made of, without white space and what may be left unsaid or said in two ways. */
function characters(text: string): string {
  return Array.from(
    text
      .replaceAll(/^ *risk +none *$/gm, '')
      .replaceAll(/\bdefault(?=\s*=)/g, '')
      .replaceAll(/\s/g, ''),
  )
    .sort()
    .join('');
}

function checkPlace(diagnostic: Diagnostic, text: string): void {
  const { start, end } = diagnostic.span;
  expect(start.offset).toBeLessThanOrEqual(end.offset);
  expect(end.offset).toBeLessThanOrEqual(text.length);
  for (const { offset, line, column } of [start, end]) {
    const before = text.slice(0, offset);
    expect(line).toBe(before.split('\n').length);
    expect(column).toBe(offset - before.lastIndexOf('\n'));
  }
  // eslint-disable-next-line no-control-regex -- these must not reach a terminal
  expect(renderDiagnostic(diagnostic, text, { colour: false })).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202E]/);
}
