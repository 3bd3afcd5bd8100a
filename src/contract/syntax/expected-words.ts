import type { GrammarSymbol } from './earley.ts';

const typeWords: Readonly<Record<string, string>> = {
  name: 'a name',
  int: 'a whole number',
  duration: 'a duration like 30s',
  string: 'a description in quotes',
  ordinal: 'a step number like `1.`',
  field: 'a step number and a field, like `1.healthy`',
};

/** What could have stood somewhere, in words a domain expert knows: `` `=`, a description in quotes or the end of the line ``. */
export function expectedWords(symbols: readonly GrammarSymbol[], lineMayEnd: boolean): string {
  const words = new Set(symbols.map(wordFor));
  // Every place that takes a value takes a list as well.
  if (words.has('a value')) words.delete('`[`');
  if (lineMayEnd) words.add('the end of the line');
  return enumerate([...words]);
}

function wordFor(symbol: GrammarSymbol): string {
  if ('literal' in symbol) return `\`${symbol.literal}\``;
  if ('test' in symbol) return symbol.label;
  return typeWords[symbol.type] ?? symbol.type;
}

/** `a, b or c`. */
export function enumerate(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} or ${last}`;
}
