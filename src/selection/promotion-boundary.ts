import { afterLoss, afterWin, evidenceOf, startingMartingale, type Martingale } from './likelihood-martingale.ts';
import { atLeast, type Rational } from './rational.ts';

/**
 * The fewest wins out of n disagreements with which M(w, n − w) ≥ 1/α: a table that grows as it is asked, so that thousands
 * of looks cost a comparison of small numbers each. For a given n, M grows with w; one more win never lowers M and one more
 * loss never raises it, so from n to n + 1 the fewest wins stay or grow by one.
 */
export class PromotionBoundary {
  readonly #needed: Rational;
  readonly #wins: number[] = [];
  #at: Martingale = startingMartingale;

  constructor(alpha: Rational) {
    this.#needed = { numerator: alpha.denominator, denominator: alpha.numerator };
  }

  /** Larger than `trials` where no number of wins is enough yet. */
  fewestWins(trials: number): number {
    while (this.#wins.length <= trials) this.#extend();
    return this.#wins[trials] ?? Infinity;
  }

  /** Follows the boundary itself; below it the all-wins line, until that meets the boundary. */
  #extend(): void {
    const trials = this.#wins.length;
    if (trials > 0) {
      const kept = afterLoss(this.#at);
      this.#at = this.#isEnough(kept) ? kept : afterWin(this.#at);
    }
    this.#wins.push(this.#isEnough(this.#at) ? this.#at.wins : trials + 1);
  }

  #isEnough(at: Martingale): boolean {
    return atLeast(evidenceOf(at), this.#needed);
  }
}
