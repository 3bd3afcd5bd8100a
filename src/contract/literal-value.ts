import type { Literal } from './ast.ts';
import type { Json } from '../model/json.ts';

/** The JSON value of a constant. Durations are seconds. */
export function literalValue(literal: Literal): Json {
  switch (literal.kind) {
    case 'list':
      return literal.items.map(literalValue);
    case 'duration':
      return literal.seconds;
    default:
      return literal.value;
  }
}
