import type { PairedTally } from '../model/paired-tally.ts';
import type { Rational } from './rational.ts';

/**
 * The evidence M(w, l) that a challenger with w wins and l losses is the better one, in a form that one more trial takes a
 * few additions to follow:
 *
 *     M(w, l) = Σ_{k=0..w} C(n+1, k) / ((n+1) · C(n, w)),   n = w + l
 *
 * It is the uniform mixture over θ ∈ [½, 1] of the likelihood ratios of "a disagreement is a win with chance θ" against ½:
 * a supermartingale while θ ≤ ½, so the chance that it ever reaches 1/α is at most α however often one looks (Ville 1939).
 */
export interface Martingale {
  readonly wins: number;
  readonly trials: bigint;
  /** Σ_{k=0..w} C(n+1, k) */
  readonly sum: bigint;
  /** C(n, w) */
  readonly ways: bigint;
}

export const startingMartingale: Martingale = { wins: 0, trials: 0n, sum: 1n, ways: 1n };

/** C(n+1, w+1) = C(n, w)·(n+1)/(w+1), and by Pascal's rule the new sum is twice the old one and that. */
export function afterWin({ wins, trials, sum, ways }: Martingale): Martingale {
  const next = trials + 1n;
  const nextWays = (ways * next) / BigInt(wins + 1);
  return { wins: wins + 1, trials: next, sum: 2n * sum + nextWays, ways: nextWays };
}

/** C(n+1, w) = C(n, w)·(n+1)/(n+1−w), and by Pascal's rule the new sum is twice the old one less that. */
export function afterLoss({ wins, trials, sum, ways }: Martingale): Martingale {
  const next = trials + 1n;
  const nextWays = (ways * next) / (next - BigInt(wins));
  return { wins, trials: next, sum: 2n * sum - nextWays, ways: nextWays };
}

export function evidenceOf({ trials, sum, ways }: Martingale): Rational {
  return { numerator: sum, denominator: (trials + 1n) * ways };
}

/** The state after these wins and losses; their order makes no difference. */
export function martingaleOf({ wins, losses }: PairedTally): Martingale {
  let at = startingMartingale;
  for (let count = 0; count < wins; count += 1) at = afterWin(at);
  for (let count = 0; count < losses; count += 1) at = afterLoss(at);
  return at;
}
