import type { Position, Span } from '../ast.ts';

/** One physical line without its line break. */
export interface Line {
  /** One-based. */
  readonly number: number;
  /** Offset of the line's first character in the file, in UTF-16 units. */
  readonly offset: number;
  readonly text: string;
  readonly kind: 'blank' | 'comment' | 'code';
  /** Columns of leading white space; a tab, always a fault where indentation counts, is taken for two. */
  readonly indent: number;
  /** Characters of leading white space. */
  readonly margin: number;
  readonly tabbed: boolean;
}

const tabColumns = 2;

/** Splits a text into lines. Line breaks are LF or CRLF; a byte-order mark at the start belongs to no line. */
export function scanLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  let offset = text.startsWith('\uFEFF') ? 1 : 0;
  while (offset <= text.length) {
    const feed = text.indexOf('\n', offset);
    const next = feed === -1 ? text.length : feed;
    const end = feed > offset && text[feed - 1] === '\r' ? next - 1 : next;
    lines.push(scanLine(text.slice(offset, end), offset, lines.length + 1));
    offset = next + 1;
  }
  return lines;
}

function scanLine(text: string, offset: number, number: number): Line {
  let margin = 0;
  let tabs = 0;
  for (; text[margin] === ' ' || text[margin] === '\t'; margin++) if (text[margin] === '\t') tabs++;
  const first = text[margin];
  const kind = first === undefined ? 'blank' : first === '#' ? 'comment' : 'code';
  return { number, offset, text, kind, margin, indent: margin + tabs * (tabColumns - 1), tabbed: tabs > 0 };
}

/** The place `index` characters into the line. */
export function positionIn(line: Line, index: number): Position {
  return { offset: line.offset + index, line: line.number, column: index + 1 };
}

export function spanIn(line: Line, from: number, to: number): Span {
  return { start: positionIn(line, from), end: positionIn(line, to) };
}

/** From the first to the last character that is no white space. */
export function contentSpan(line: Line): Span {
  return spanIn(line, line.margin, Math.max(line.margin, line.text.trimEnd().length));
}
