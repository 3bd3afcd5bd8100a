/** Bounds of a proportion, both within 0 and 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 % quantile of the standard normal distribution. */
const z95 = 1.959963984540054;

/**
 * The 95 % score interval of a proportion (E. B. Wilson 1927): honest for few observations and for proportions near 0 and
 * 1, where the textbook interval collapses. No observations give the whole range.
 * @param z quantile of the standard normal distribution for another level
 */
export function wilsonInterval(successes: number, failures: number, z = z95): Interval {
  const n = successes + failures;
  if (n === 0) return { low: 0, high: 1 };
  const p = successes / n;
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return {
    low: failures === n ? 0 : Math.max(0, centre - half),
    high: successes === n ? 1 : Math.min(1, centre + half),
  };
}
