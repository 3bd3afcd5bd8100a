import { reversed, type PairedTally } from '../model/paired-tally.ts';
import { afterWin, evidenceOf, martingaleOf } from './likelihood-martingale.ts';
import { atLeast, type Rational } from './rational.ts';

export interface SequentialVerdict {
  /** Of the challenger: better, worse, or nothing that noise could not do. */
  readonly decision: 'promote' | 'demote' | 'inconclusive';
  /** M(w, l): evidence that the challenger is better. */
  readonly m: Rational;
  /** M(l, w): evidence that it is worse. */
  readonly reverse: Rational;
}

/**
 * Judges a challenger by the disagreements with the incumbent, as often as one likes: an equal or worse one is promoted
 * with a chance of at most `alpha`, an equal or better one demoted with at most `alphaDemote`. Both can't be at once while
 * rates are below ½.
 */
export function sequentialTest(tally: PairedTally, alpha: Rational, alphaDemote: Rational = alpha): SequentialVerdict {
  const m = evidenceOf(martingaleOf(tally));
  const reverse = evidenceOf(martingaleOf(reversed(tally)));
  const decision = reaches(m, alpha) ? 'promote' : reaches(reverse, alphaDemote) ? 'demote' : 'inconclusive';
  return { decision, m, reverse };
}

/** Whether evidence is strong enough for an error rate: M ≥ 1/α, exactly. */
export function reaches(m: Rational, alpha: Rational): boolean {
  return atLeast(m, { numerator: alpha.denominator, denominator: alpha.numerator });
}

/** How many wins in a row would decide for the challenger from here: 0 when it is decided. */
export function winsMissing(tally: PairedTally, alpha: Rational): number {
  let missing = 0;
  for (let at = martingaleOf(tally); !reaches(evidenceOf(at), alpha); at = afterWin(at)) missing += 1;
  return missing;
}
