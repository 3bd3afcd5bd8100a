/** Enough to keep the disk busy while files are flushed, few enough for any limit on open files. */
const batch = 32;

/**
 * Does the work for all items, some at the same time, and gives the results in order. After a failure no new batch begins,
 * and nothing is still running when it is thrown.
 */
export async function inBatches<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += batch) {
    const settled = await Promise.allSettled(items.slice(start, start + batch).map(work));
    for (const outcome of settled) {
      if (outcome.status === 'rejected') throw outcome.reason;
      results.push(outcome.value);
    }
  }
  return results;
}
