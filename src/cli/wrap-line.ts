import { stripVTControlCharacters } from 'node:util';

/** A line broken after commas where it is wider than a terminal of 80 columns; what follows is indented by `hang`. */
export function wrapLine(line: string, hang: string): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const piece of line.split(/(?<=, )/)) {
    if (current.trim() !== '' && stripVTControlCharacters(`${current}${piece}`).trimEnd().length > 80) {
      lines.push(current.trimEnd());
      current = hang;
    }
    current += piece;
  }
  return [...lines, current];
}
