import type { Expression, Reference } from './ast.ts';

/** Every reference in an expression, in the order written. */
export function expressionReferences(expression: Expression): readonly Reference[] {
  switch (expression.kind) {
    case 'parameter':
    case 'step':
      return [expression];
    case 'list':
      return expression.items.flatMap(expressionReferences);
    case 'template':
      return expression.parts.filter((part): part is Reference => !('text' in part));
    default:
      return [];
  }
}
