import type { TextEdit } from 'vscode-languageserver';
import { formatContract } from '../../contract/format.ts';

/** What `sg contract fmt` would change: the lines from the first that differs to the last, so that cursors elsewhere stay. */
export function formattingEdits(uri: string, text: string): TextEdit[] {
  const formatted = formatContract({ file: uri, text });
  if (!('text' in formatted) || formatted.text === text) return [];
  const [old, fresh] = [text.split('\n'), formatted.text.split('\n')];
  const most = Math.min(old.length, fresh.length) - 1;
  const before = shared(most, (line) => old[line] === fresh[line]);
  const after = shared(most - before, (line) => old.at(-1 - line) === fresh.at(-1 - line));
  const lines = fresh.slice(before, fresh.length - after);
  const end =
    after > 0
      ? { line: old.length - after, character: 0 }
      : { line: old.length - 1, character: old.at(-1)?.length ?? 0 };
  const newText = lines.map((line, index) => (index < lines.length - 1 || after > 0 ? `${line}\n` : line)).join('');
  return [{ range: { start: { line: before, character: 0 }, end }, newText }];
}

/** How many lines are the same, counted from one end. */
function shared(most: number, same: (line: number) => boolean): number {
  let count = 0;
  while (count < most && same(count)) count += 1;
  return count;
}
