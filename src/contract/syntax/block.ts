import type { Position } from '../ast.ts';
import type { Faults } from './faults.ts';
import { contentSpan, spanIn, type Line } from './line.ts';

/** A run of lines: `lines[from]` up to and without `lines[to]`. */
export interface Range {
  readonly lines: readonly Line[];
  readonly from: number;
  readonly to: number;
}

/** A line of a block with the deeper lines below it. */
export interface Entry {
  readonly kind: 'entry';
  readonly head: Line;
  readonly body: Range;
}

/** What stands in a block, in order; comments and blank lines matter to the formatter only. */
export type BlockItem =
  Entry | { readonly kind: 'comment'; readonly line: Line } | { readonly kind: 'blank'; readonly line: Line };

/** Whether the deeper lines below a line are prose, which no comment or blank line interrupts. */
export type OwnsProse = (head: Line) => boolean;

export const noProse: OwnsProse = () => false;

/**
 * The INDENT and DEDENT of the language: splits a range into the lines that stand at its own indentation, each with what
 * is indented below it. The first code line sets the indentation; a line that is less deep is reported and
 * taken as one of the block, so that reading goes on; one that is deeper and belongs to no line is reported and left out.
 */
export function splitBlock(range: Range, faults: Faults, ownsProse: OwnsProse): readonly BlockItem[] {
  const items: BlockItem[] = [];
  let indent: number | undefined;
  let counts: ReadonlyMap<number, number> | undefined;
  for (let at = range.from; at < range.to;) {
    const line = lineAt(range, at);
    if (line.kind !== 'code') {
      items.push(line.kind === 'blank' ? { kind: 'blank', line } : { kind: 'comment', line });
      at++;
      continue;
    }
    refuseTabs([line], Infinity, faults);
    indent ??= line.indent;
    if (line.indent !== indent) {
      reportIndentation(line, indent, faults);
      if (line.indent > indent) {
        at = endOfDeeper(range, at, indent);
        continue;
      }
      // The block stands where more of its lines do: one wrong line makes no others wrong.
      counts ??= countIndentations(range);
      if ((counts.get(line.indent) ?? 0) > (counts.get(indent) ?? 0)) indent = line.indent;
    }
    const end = ownsProse(line) ? endOfProse(range, at + 1, indent) : endOfDeeper(range, at + 1, indent);
    items.push({ kind: 'entry', head: line, body: { lines: range.lines, from: at + 1, to: end } });
    at = end;
  }
  return items;
}

/** The entries of a block, without comments and blank lines. */
export function entriesOf(range: Range, faults: Faults, ownsProse: OwnsProse = noProse): readonly Entry[] {
  return splitBlock(range, faults, ownsProse).filter((item) => item.kind === 'entry');
}

/** The first line of code in a range, if there is one. */
export function firstCode(range: Range): Line | undefined {
  for (let at = range.from; at < range.to; at++) {
    const line = lineAt(range, at);
    if (line.kind === 'code') return line;
  }
  return undefined;
}

/** The place after the last character of code in an entry. */
export function endOfEntry({ head, body }: Entry): Position {
  const last = body.lines.slice(body.from, body.to).findLast(({ kind }) => kind === 'code') ?? head;
  return contentSpan(last).end;
}

/** The first line of a range that is not blank. */
export function firstText(range: Range): Line | undefined {
  return range.lines.slice(range.from, range.to).find(({ kind }) => kind !== 'blank');
}

function lineAt(range: Range, at: number): Line {
  return range.lines[at] as Line;
}

function reportIndentation(line: Line, indent: number, faults: Faults): void {
  if (line.tabbed) return;
  const message = `This line is indented by ${spaces(line.indent)}, the lines before it by ${spaces(indent)}.`;
  faults.report('bad-indentation', spanIn(line, 0, line.margin), message, {
    expected: `${spaces(indent)} of indentation`,
  });
}

/** How many lines of code have each indentation. */
function countIndentations(range: Range): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (let at = range.from; at < range.to; at++) {
    const { kind, indent } = lineAt(range, at);
    if (kind === 'code') counts.set(indent, (counts.get(indent) ?? 0) + 1);
  }
  return counts;
}

/** Prose may hold tabs, but not where its own indentation is measured. */
export function refuseTabs(lines: readonly Line[], indent: number, faults: Faults): void {
  for (const line of lines) {
    const tab = line.text.slice(0, line.margin).indexOf('\t');
    if (line.kind === 'blank' || tab === -1 || tab > indent) continue;
    faults.report('tab-indentation', spanIn(line, 0, line.margin), 'This line is indented with a tab.', {
      expected: 'spaces',
    });
  }
}

export function spaces(count: number): string {
  return count === 1 ? '1 space' : `${count} spaces`;
}

/** Prose goes on until a line, of whatever kind, that is not deeper; blank lines at its end are not part of it. */
function endOfProse(range: Range, from: number, indent: number): number {
  let end = from;
  for (let at = from; at < range.to; at++) {
    const line = lineAt(range, at);
    if (line.kind === 'blank') continue;
    if (line.indent <= indent) break;
    end = at + 1;
  }
  return end;
}

/**
 * A block goes on until a line of code that is not deeper. Comments before that line belong to the deeper block while
 * they are deeper themselves; blank lines at its end are not part of it.
 */
function endOfDeeper(range: Range, from: number, indent: number): number {
  let end = from;
  let deeperComments = true;
  for (let at = from; at < range.to; at++) {
    const line = lineAt(range, at);
    if (line.kind === 'blank') continue;
    if (line.kind === 'code' && line.indent <= indent) break;
    if (line.kind === 'comment' && line.indent <= indent) deeperComments = false;
    if (line.kind === 'code') deeperComments = true;
    if (deeperComments) end = at + 1;
  }
  return end;
}
