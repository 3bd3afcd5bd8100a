import type { TypeReference } from './ast.ts';

/** A type as it is written: `string[3..]?`. */
export function typeText(type: TypeReference): string {
  return type.base.text + listText(type.list) + (type.optional ? '?' : '');
}

function listText(list: TypeReference['list']): string {
  if (list === undefined) return '';
  return `[${boundsText(list.min, list.max)}]`;
}

/** The inside of the brackets: nothing, `3..`, `..4` or `3..4`. */
export function boundsText(min: number | undefined, max: number | undefined): string {
  if (min === undefined && max === undefined) return '';
  return `${min ?? ''}..${max ?? ''}`;
}
