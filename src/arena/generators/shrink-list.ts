/** The list without a run of its items: all, then halves, quarters, and at last single ones. */
export function* shorterLists<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let size = items.length; size >= 1; size = Math.floor(size / 2)) {
    for (let start = 0; start < items.length; start += size) {
      yield items.filter((_, at) => at < start || at >= start + size);
    }
  }
}
