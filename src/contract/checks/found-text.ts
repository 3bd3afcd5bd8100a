import type { Expression } from '../ast.ts';
import { quoted } from '../printable.ts';
import { referenceText } from '../reference-text.ts';
import { valueTypeText, type ValueType } from '../value-type.ts';

/** What stands in a contract, for a message: `5 (int)`, `a list of 2`, `{nic} (string[])`. */
export function foundText(value: Expression, type?: ValueType): string {
  switch (value.kind) {
    case 'parameter':
    case 'step':
      return type === undefined ? referenceText(value) : `${referenceText(value)} (${valueTypeText(type)})`;
    case 'list':
      return `a list of ${value.items.length}`;
    case 'template':
      return 'text with references';
    case 'string':
      return `${quoted(value.value)} (string)`;
    case 'bool':
      return `${value.value} (bool)`;
    default:
      return `${value.raw} (${value.kind})`;
  }
}
