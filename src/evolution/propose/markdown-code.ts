import { printable } from '../../contract/printable.ts';

const longest = 300;

/** A code span that nothing in the text can end or turn into a part of the page: no back-ticks, bars or line breaks. */
export function codeSpan(text: string): string {
  const line = printable(text.replaceAll(/\s+/g, ' ')).replaceAll('`', "'").replaceAll('|', '¦').trim();
  const short = line.length > longest ? `${line.slice(0, longest)}…` : line;
  return `\`${short === '' ? ' ' : short}\``;
}
