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

type Edit = (text: string) => string;

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const inserted = fc.constantFrom(
  ...Array.from('abz09_-.=:,[]{}"\'>?\\ \t\n'),
  '  ',
  '->',
  '..',
  'success',
  '\u00e9',
  '\u202e',
  '\u0000',
  '\r',
);

const spliced = (removed: number, added: Arbitrary<string>): Arbitrary<Edit> =>
  fc.tuple(place, added).map(([at, added]) => (text) => {
    const index = Math.floor(at * text.length);
    return text.slice(0, index) + added + text.slice(index + removed);
  });

const swapped: Arbitrary<Edit> = place.map((at) => (text) => {
  const index = Math.floor(at * text.length);
  return text.slice(0, index) + (text[index + 1] ?? '') + (text[index] ?? '') + text.slice(index + 2);
});

const onLine = (change: (lines: readonly string[], at: number) => readonly string[]): Arbitrary<Edit> =>
  place.map((at) => (text) => {
    const lines = text.split('\n');
    return change(lines, Math.floor(at * lines.length)).join('\n');
  });

const edit: Arbitrary<Edit> = fc.oneof(
  spliced(1, fc.constant('')),
  spliced(0, inserted),
  spliced(1, inserted),
  spliced(40, fc.constant('')),
  swapped,
  onLine((lines, at) => lines.toSpliced(at, 1)),
  onLine((lines, at) => lines.toSpliced(at, 0, lines[at] ?? '')),
  onLine((lines, at) => lines.with(at, ` ${lines[at] ?? ''}`)),
  onLine((lines, at) => lines.with(at, (lines[at] ?? '').slice(1))),
  onLine((lines, at) => lines.with(at, `    ${lines[at] ?? ''}`)),
  onLine((lines, at) => lines.with(at, (lines[at] ?? '').trimStart())),
  onLine((lines, at) => lines.toSpliced(at, 2, `${lines[at] ?? ''} ${lines[at + 1] ?? ''}`)),
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

describe('an edited contract', () => {
  it('is refused with places in the text, or every character of it counts', () => {
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(edited, (text) => {
        const { value, diagnostics } = parseContract({ file: 'x.sg', text });
        for (const diagnostic of diagnostics) checkPlace(diagnostic, text);
        if (diagnostics.length > 0) {
          refused++;
          return;
        }
        accepted++;
        const formatted = formatContract({ file: 'x.sg', text });
        expect('text' in formatted && formatted.text.replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
        if (value === undefined) throw new Error('a contract without faults is there');
        if (!text.includes('\\') && !text.includes('#')) {
          expect(characters(printContract(stripSpans(value)))).toEqual(characters(text));
        }
      }),
      { numRuns: 1200 },
    );
    // The edits are neither so gentle nor so brutal that one half of the law is never tried.
    expect(Math.min(accepted, refused)).toBeGreaterThan(50);
  });
});

/** What a text is made of, without white space and what may be left unsaid or said in two ways. */
function characters(text: string): readonly string[] {
  return Array.from(
    text
      .replaceAll(/^ *risk +none *$/gm, '')
      .replaceAll(/\bdefault(?=\s*=)/g, '')
      .replaceAll(/\s/g, ''),
  ).sort();
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
