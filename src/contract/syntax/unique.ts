/** The items whose key is the first of its kind; the others are handed to `report` with the one they repeat. */
export function unique<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  report: (item: T, first: T) => void,
): readonly T[] {
  const firsts = new Map<string, T>();
  for (const item of items) {
    const key = keyOf(item);
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, item);
    else report(item, first);
  }
  return firsts.size === items.length ? items : [...firsts.values()];
}

/** Without the `undefined` of what could not be read. */
export function present<T>(items: readonly (T | undefined)[]): readonly T[] {
  return items.filter((item) => item !== undefined);
}
