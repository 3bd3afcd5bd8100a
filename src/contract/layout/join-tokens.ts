import type { Token } from '../syntax/token.ts';

/** How `=` is written: `device={name}` among the arguments of one line, `device = {name}` on a line of its own. */
export type EqualsStyle = 'tight' | 'spaced';

const closes: ReadonlySet<string> = new Set([',', ':', ']', '?', '..']);
const opens: ReadonlySet<string> = new Set(['[', '..']);

/** Tokens with the white space of the canonical form between them. */
export function joinTokens(tokens: readonly Token[], equals: EqualsStyle): string {
  let text = '';
  let previous: Token | undefined;
  for (const token of tokens) {
    if (previous !== undefined && spaceBetween(previous, token, equals)) text += ' ';
    text += token.text;
    previous = token;
  }
  return text;
}

function spaceBetween(left: Token, right: Token, equals: EqualsStyle): boolean {
  if (isPunctuation(right) && closes.has(right.text)) return false;
  if (isPunctuation(left) && opens.has(left.text)) return false;
  return equals === 'spaced' || !(isEquals(left) || isEquals(right));
}

function isEquals(token: Token): boolean {
  return isPunctuation(token) && token.text === '=';
}

function isPunctuation(token: Token): boolean {
  return token.type === 'punctuation';
}

/** A type: `string[3..]?`. */
export function joinType(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => text).join('');
}
