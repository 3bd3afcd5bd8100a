import { wilsonInterval, type Interval } from './wilson-interval.ts';

/** How often an allele was right of all it was asked, whoever else was asked the same. */
export interface OwnRecord {
  readonly right: number;
  readonly wrong: number;
}

/** Two-sided 99 % quantile of the standard normal distribution. */
const z99 = 2.5758293035489;

/**
 * Whether one record is better than another beyond what noise does: their 99 % intervals lie apart.
 *
 * Disagreements from fallbacks are one-sided. A fallback is asked only where the dominant has failed, so it can win there
 * and never lose: on that evidence alone an equal allele would take the dominant's place for certain. What it is asked is
 * at least as hard as what the dominant is asked, so its own record speaks for it rather too softly than too loudly.
 */
export function clearlyBetter(one: OwnRecord, other: OwnRecord): boolean {
  return rateInterval(one).low > rateInterval(other).high;
}

/** The 99 % interval of the share of right answers, which is what decides. */
export function rateInterval({ right, wrong }: OwnRecord): Interval {
  return wilsonInterval(right, wrong, z99);
}

/** Records of several hosts together. */
export function addRecords(a: OwnRecord, b: OwnRecord): OwnRecord {
  return { right: a.right + b.right, wrong: a.wrong + b.wrong };
}
