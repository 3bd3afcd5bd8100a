import type { Expression, Span } from '../ast.ts';

/**
 * What a piece of a line is. `name` is a lower-case identifier, `word` any other text that may stand without quotes,
 * `ordinal` the `2.` before a step, `field` the `1.healthy` after `when step`; punctuation is its own type.
 */
export type TokenType =
  | 'name'
  | 'word'
  | 'int'
  | 'float'
  | 'bool'
  | 'duration'
  | 'string'
  | 'reference'
  | 'template'
  | 'ordinal'
  | 'field'
  | 'punctuation'
  | 'comment';

export interface Token {
  readonly type: TokenType;
  /** As written. */
  readonly text: string;
  readonly span: Span;
  /** What it means, for tokens that are a value by themselves. */
  readonly node: ValueNode | undefined;
}

export type ValueNode = Exclude<Expression, { readonly kind: 'list' }>;
