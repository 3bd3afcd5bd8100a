/**
 * Text from genes, kernels and files as a terminal may show it: control characters (and so escape sequences) and the
 * characters that reorder or hide text become visible escapes. Line feeds stay.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, (character) => {
    if (character === '\n') return character;
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}

/** One line of it, cut to `width` characters with an ellipsis. */
export function printableLine(text: string, width = 200): string {
  const line = printable(text.replaceAll('\n', ' '));
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}
