import { stripVTControlCharacters } from 'node:util';
import { displayWidth } from '../contract/display-width.ts';

/** What is needed of a stream to know how wide it shows. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Narrower than this, breaking lines helps nobody. */
const narrowest = 40;

/**
 * Prose for people: lines wider than the terminal go on below, between words and further in than they began. A file or a
 * pipe gets each line whole, for `grep`. Not for what people copy: sources, differences, diagnostics that point at columns.
 */
export function fitTerminal(text: string, { isTTY, columns }: Screen): string {
  if (isTTY !== true || columns === undefined || columns < narrowest) return text;
  return text
    .split('\n')
    .flatMap((line) => (widthOf(line) <= columns ? line : fitLine(line, columns)))
    .join('\n');
}

function fitLine(line: string, columns: number): readonly string[] {
  const hang = `${/^ */.exec(stripVTControlCharacters(line))?.[0] ?? ''}    `;
  if (hang.length > columns / 2) return [line];
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(/(?<= )(?=[^ ])/)) {
    const full = widthOf(current + word.trimEnd()) > columns;
    if (full && stripVTControlCharacters(current).trim() !== '') {
      lines.push(current.trimEnd());
      current = hang;
    }
    current += word;
  }
  return [...lines, current];
}

function widthOf(text: string): number {
  return displayWidth(stripVTControlCharacters(text));
}
