import { InternalError } from '../errors/internal-error.ts';
import type { Rational } from './rational.ts';

/** 6/π² = 0.60792710185402662866…, cut off: a little less is spent than the sum allows, and everyone computes the same. */
const sixOverPiSquared: Rational = { numerator: 6_079_271_018_540_266n, denominator: 10n ** 16n };

/**
 * What the k-th challenger at a locus may spend of α: α_k = 6α/(π²k²). Since Σ 1/k² = π²/6, all challengers there will ever
 * be spend no more than α together.
 * @param challenger k, from 1
 */
export function alphaFor(challenger: number, alpha: Rational): Rational {
  if (!Number.isSafeInteger(challenger) || challenger < 1) throw new InternalError(`challenger number ${challenger}`);
  const square = BigInt(challenger) ** 2n;
  return {
    numerator: alpha.numerator * sixOverPiSquared.numerator,
    denominator: alpha.denominator * sixOverPiSquared.denominator * square,
  };
}
