import type { Json } from '../model/json.ts';

export interface Difference {
  /** `stages[4].checked`. */
  readonly path: string;
  readonly left: Json | undefined;
  readonly right: Json | undefined;
}

/** The first place, members in sorted order, at which two values differ; `undefined` when they are equal. */
export function firstDifference(left: Json | undefined, right: Json | undefined, path = ''): Difference | undefined {
  if (Object.is(left, right)) return undefined;
  if (!isComposite(left) || !isComposite(right) || Array.isArray(left) !== Array.isArray(right)) {
    return { path, left, right };
  }
  const [a, b] = [members(left), members(right)];
  const keys = [...new Set([...a.keys(), ...b.keys()])];
  // Places of a list stay in their order.
  if (!Array.isArray(left)) keys.sort();
  for (const key of keys) {
    const place = Array.isArray(left) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    const found = firstDifference(a.get(key), b.get(key), place);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Members without a value are no members. */
function members(value: object): ReadonlyMap<string, Json> {
  return new Map(
    Object.entries(value as Record<string, Json>).filter(([, member]) => (member as unknown) !== undefined),
  );
}

function isComposite(value: Json | undefined): value is Exclude<Json, null | boolean | number | string> {
  return typeof value === 'object' && value !== null;
}
