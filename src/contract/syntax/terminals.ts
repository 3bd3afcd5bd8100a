import type { Token, TokenType } from './token.ts';

/** A grammar symbol that any of several token types satisfies: one state for the parser instead of one for each. */
export interface Terminal {
  readonly label: string;
  test(token: Token): boolean;
}

const scalars: ReadonlySet<TokenType> = new Set(['name', 'word', 'int', 'float', 'bool', 'duration', 'string']);

/** A constant that is no list. */
export const scalar: Terminal = { label: 'a value', test: (token) => scalars.has(token.type) };

/** A constant or something with references in it, no list. */
export const operand: Terminal = {
  label: 'a value',
  test: (token) => scalars.has(token.type) || token.type === 'reference' || token.type === 'template',
};
