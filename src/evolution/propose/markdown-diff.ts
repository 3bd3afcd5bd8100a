import { printable } from '../../contract/printable.ts';
import { fence } from '../../mutation/fence.ts';
import { unifiedDiff } from '../../model/unified-diff.ts';

/** GitHub takes 65,536 characters of a body; the rest is for evidence and the marks of later runs. */
const longestDiff = 24_000;

/** A text in a code block, every character visible and cut where it is too long for a page. */
export function markdownBlock(text: string, info: string, file: string, longest = longestDiff): string {
  const lines = text.split('\n').map((line) => printable(line).replaceAll('\\u{9}', '\t'));
  const shown = lines.join('\n');
  return fence(shown.length > longest ? `${shown.slice(0, longest)}\n… the rest is in ${file}` : shown, info);
}

/** The difference of two texts for a page. */
export function markdownDiff(before: string, after: string, file: string, longest?: number): string {
  return markdownBlock(unifiedDiff(before, after), 'diff', file, longest);
}
