/** A word of a line, or a bracketed list of words, with its place. */
export interface Token {
  readonly text: string;
  readonly offset: number;
  /** The items when the token is a list. */
  readonly items: readonly Token[] | undefined;
}

/** Splits `bridge br0 has ports [eth0, eth1]` into words and lists. An unclosed list is a word with its bracket. */
export function wordsOf(line: string): readonly Token[] {
  return [...line.matchAll(/\[[^\]]*\]|\S+/g)].map(({ 0: text, index }) => ({
    text,
    offset: index,
    items: text.startsWith('[') && text.endsWith(']') ? itemsOf(text, index) : undefined,
  }));
}

function itemsOf(list: string, offset: number): readonly Token[] {
  return [...list.matchAll(/[^\s,[\]]+/g)].map(({ 0: text, index }) => ({
    text,
    offset: offset + index,
    items: undefined,
  }));
}
