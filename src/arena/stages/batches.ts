/** Trials started at a time: a constant, so that what is tried does not depend on how many threads there are. */
const batchSize = 32;

/** 0 to `count` - 1 in order, some at a time. */
export function batches(count: number): readonly (readonly number[])[] {
  const all = Array.from({ length: count }, (_, index) => index);
  return Array.from({ length: Math.ceil(count / batchSize) }, (_, batch) =>
    all.slice(batch * batchSize, (batch + 1) * batchSize),
  );
}
