import { readFileSync, writeFileSync } from 'node:fs';

const marks = { start: '<!-- bench:start -->', end: '<!-- bench:end -->' };

/**
 * Puts what was measured between the marks of a document, in place of what stood there.
 * @returns whether the document has the marks
 */
export function putBetweenMarks(file: string, text: string): boolean {
  const before = readFileSync(file, 'utf8');
  const [start, end] = [before.indexOf(marks.start), before.indexOf(marks.end)];
  if (start < 0 || end < start) return false;
  const head = before.slice(0, start + marks.start.length);
  writeFileSync(file, `${head}\n\n${text}\n\n${before.slice(end)}`);
  return true;
}
