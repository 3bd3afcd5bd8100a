import type { Json, JsonObject } from '../model/json.ts';
import type { Argument, Expression, Reference } from './ast.ts';
import { literalValue } from './literal-value.ts';

/**
 * An expression as JSON, different for different meanings: constants as themselves, and objects for the rest:
 * `{parameter, index?}`, `{step, field}`, `{seconds}`, `{template: [text or reference, …]}`. In topologies a bare word may
 * name a resource, so there it is `{word}`.
 */
export function describeExpression(expression: Expression, words: 'text' | 'names'): Json {
  switch (expression.kind) {
    case 'parameter':
    case 'step':
      return describeReference(expression);
    case 'list':
      return expression.items.map((item) => describeExpression(item, words));
    case 'template':
      return {
        template: expression.parts.map((part) => ('text' in part ? part.text : describeReference(part))),
      };
    case 'duration':
      return { seconds: expression.seconds };
    case 'string':
      return words === 'names' && expression.bare ? { word: expression.value } : expression.value;
    default:
      return literalValue(expression);
  }
}

export function describeReference(reference: Reference): JsonObject {
  if (reference.kind === 'step') return { step: reference.step, field: reference.field.text };
  const name = { parameter: reference.name.text };
  return reference.index === undefined ? name : { ...name, index: reference.index };
}

/** `[{name, value}]` in written order. */
export function describeArguments(args: readonly Argument[], words: 'text' | 'names' = 'text'): Json {
  return args.map(({ name, value }) => ({ name: name.text, value: describeExpression(value, words) }));
}
