import type { Contract } from './ast.ts';
import type { Checked } from './diagnostic.ts';
import type { ContractSource } from './source.ts';
import { endOfEntry, entriesOf, spaces, type Entry, type Range } from './syntax/block.ts';
import { Faults } from './syntax/faults.ts';
import { reportHiddenCharacters } from './syntax/hidden-characters.ts';
import { contentSpan, scanLines, spanIn, type Line } from './syntax/line.ts';
import { findParts, isProseHeading } from './syntax/part.ts';
import { readContract } from './syntax/read-contract.ts';
import { readHeader, startsContract } from './syntax/read-header.ts';
import { shapes } from './syntax/shape.ts';

/** No contract comes near it; it bounds the time a hostile file can take. In UTF-16 units. */
const largestFile = 1024 * 1024;

/**
 * Reads a `.sg` file. All faults of its syntax are reported at once, in the order of the text. The contract is there when
 * the header could be read; with an error among the diagnostics it may lack what the faulty lines say and must not be run.
 */
export function parseContract(source: ContractSource): Checked<Contract | undefined> {
  const faults = new Faults(source.file);
  const value = parseText(source.text, faults);
  return { value, diagnostics: faults.inOrder() };
}

function parseText(text: string, faults: Faults): Contract | undefined {
  if (text.length > largestFile) {
    faults.report('file-too-large', noName.span, 'This file is larger than 1 MiB.');
    return undefined;
  }
  const lines = scanLines(text);
  if (text.startsWith('\uFEFF')) reportMark(lines, faults);
  reportHiddenCharacters(text, lines, faults);
  const [first, ...others] = entriesOf({ lines, from: 0, to: lines.length }, faults, isProseHeading);
  if (first === undefined) {
    const expected = '`gene NAME`, `pathway NAME` or `topology NAME`';
    faults.report('missing-header', spanIn(lines[0] as Line, 0, 0), 'There is no contract in this file.', { expected });
    return undefined;
  }
  const { kind, header } = readHeader(first.head, faults);
  if (kind === undefined) return undefined;
  const body = [...entriesOf(first.body, faults, isProseHeading), ...misplaced(others, first.body, faults)];
  const parts = findParts(body, shapes[kind], contentSpan(first.head), faults);
  // What is wrong below a header that cannot be read is reported all the same.
  const owner = header ?? { kind: noName, name: noName, domain: undefined };
  const span = { start: contentSpan(first.head).start, end: endOfEntry(body.at(-1) ?? first) };
  const contract = readContract[kind]({ header: owner, parts, span, faults });
  return header === undefined ? undefined : contract;
}

const nowhere = { offset: 0, line: 1, column: 1 };
const noName = { text: '', span: { start: nowhere, end: nowhere } };

function reportMark(lines: readonly Line[], faults: Faults): void {
  const [first] = lines;
  if (first !== undefined) faults.report('byte-order-mark', spanIn(first, 0, 0), 'A byte-order mark starts this file.');
}

/** Entries beside the header: sections that lost their indentation are read where they belong, a second contract is not. */
function misplaced(entries: readonly Entry[], body: Range, faults: Faults): readonly Entry[] {
  const end = entries.findIndex(({ head }) => startsContract(head));
  const second = entries[end];
  if (second !== undefined) {
    faults.report('second-contract', contentSpan(second.head), 'A file holds one contract.', {
      expected: 'the second contract in a file of its own',
    });
  }
  const lost = end === -1 ? entries : entries.slice(0, end);
  const indent = body.lines[body.from]?.indent ?? 0;
  for (const { head } of lost) {
    faults.report('bad-indentation', contentSpan(head), 'This line is not indented below the header.', {
      expected: `${spaces(indent === 0 ? 2 : indent)} of indentation`,
    });
  }
  return lost;
}
