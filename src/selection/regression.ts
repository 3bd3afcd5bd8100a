import type { Interval } from './wilson-interval.ts';

/** An allele's fitness as it was known at one moment. */
export interface FitnessPoint {
  /** Seconds since 1970, of the clock of the cool-down. */
  readonly at: number;
  readonly interval: Interval;
}

export type Regression =
  | { readonly kind: 'steady' }
  /** It fell, and something was done about it a moment ago. */
  | { readonly kind: 'cooling'; readonly until: number }
  /** Time to demote it, or to ask for one mutation where nothing else could take its place. */
  | { readonly kind: 'regressed'; readonly from: FitnessPoint; readonly to: FitnessPoint };

/**
 * Whether an allele has become worse than it once was: the newest interval lies wholly below an earlier one. The earlier
 * one that lay highest is named.
 * @param history in order of time
 * @param coolDown seconds in which nothing is asked for again
 * @param actedAt when something was last done about a regression here
 */
export function regression(history: readonly FitnessPoint[], coolDown: number, actedAt?: number): Regression {
  const to = history.at(-1);
  const from = history.slice(0, -1).reduce<FitnessPoint | undefined>(higher, undefined);
  if (to === undefined || from === undefined || to.interval.high >= from.interval.low) return { kind: 'steady' };
  const until = (actedAt ?? -Infinity) + coolDown;
  return to.at < until ? { kind: 'cooling', until } : { kind: 'regressed', from, to };
}

function higher(best: FitnessPoint | undefined, point: FitnessPoint): FitnessPoint {
  return best === undefined || point.interval.low > best.interval.low ? point : best;
}
