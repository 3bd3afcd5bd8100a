import { noProse, splitBlock, type Entry, type OwnsProse, type Range } from '../syntax/block.ts';
import { Faults } from '../syntax/faults.ts';
import type { Line } from '../syntax/line.ts';
import type { Token } from '../syntax/token.ts';
import { tokenise } from '../syntax/tokenise.ts';
import { joinTokens, type EqualsStyle } from './join-tokens.ts';
import { alignColumns } from './table.ts';

/** The canonical lines of an entry and what is below it, its first line indented by `indent` columns. */
export type Layout = (entry: Entry, indent: number) => readonly string[];

/** How much deeper a block stands than its heading. */
export const step = 2;

/** Only contracts without faults are laid out: none is found again. */
export const noFaults = new Faults('');

export function pad(indent: number, text: string): string {
  return ' '.repeat(indent) + text;
}

/** A block: its entries as `layout` has them, comments at its own indentation, at most one blank line between. */
export function layoutBlock(
  range: Range,
  indent: number,
  layout: Layout,
  ownsProse: OwnsProse = noProse,
): readonly string[] {
  const lines: string[] = [];
  let blank = false;
  for (const item of splitBlock(range, noFaults, ownsProse)) {
    if (item.kind === 'blank') {
      blank = lines.length > 0;
      continue;
    }
    if (blank) lines.push('');
    blank = false;
    if (item.kind === 'comment') lines.push(pad(indent, item.line.text.slice(item.line.margin)));
    else lines.push(...layout(item, indent));
  }
  return lines;
}

/** A line that takes no block; comments below it stay below it. */
export function leaf(equals: EqualsStyle): Layout {
  return nested(equals, () => []);
}

/** A line with a block below it. */
export function nested(equals: EqualsStyle, below: Layout, ownsProse: OwnsProse = noProse): Layout {
  return (entry, indent) => [
    pad(indent, lineText(entry.head, equals)),
    ...layoutBlock(entry.body, indent + step, below, ownsProse),
  ];
}

/** A heading with a block whose entries are aligned in columns. */
export function tabular(cells: (tokens: readonly Token[]) => readonly string[]): Layout {
  return (entry, indent) => [
    pad(indent, lineText(entry.head, 'tight')),
    ...layoutTable(entry.body, indent + step, cells),
  ];
}

function layoutTable(
  range: Range,
  indent: number,
  cells: (tokens: readonly Token[]) => readonly string[],
): readonly string[] {
  const entries = splitBlock(range, noFaults, noProse).filter((item) => item.kind === 'entry');
  const rows = entries.map(({ head }) => {
    const { tokens, comment } = tokenise(head, noFaults);
    return [...cells(tokens), comment?.text ?? ''];
  });
  const aligned = alignColumns(rows);
  const texts = new Map(entries.map(({ head }, index) => [head, aligned[index] ?? '']));
  return layoutBlock(range, indent, ({ head, body }, at) => [
    pad(at, texts.get(head) ?? ''),
    ...layoutBlock(body, at + step, () => []),
  ]);
}

/** A line of code in its canonical form, its comment two spaces behind it. */
export function lineText(line: Line, equals: EqualsStyle): string {
  const { tokens, comment } = tokenise(line, noFaults);
  const text = joinTokens(tokens, equals);
  return comment === undefined ? text : `${text}  ${comment.text}`;
}
