import { UsageError } from '../errors/usage-error.ts';
import type { Rational } from './rational.ts';

/** The chance, at most, that an allele that is not better is promoted; and that one that is not worse is demoted. */
export const defaultAlpha = '0.05';
export const defaultAlphaDemote = '0.05';

const decimal = /^(\d{1,20})(?:\.(\d{1,40}))?(?:e-(\d{1,3}))?$/;

/**
 * An error rate as an exact number: `0.05` is 5/100 and not the binary fraction nearest to it.
 * @param text a decimal number between 0 and 1, both left out, also as JavaScript writes small ones (`1e-7`)
 * @throws UsageError `invalid-error-rate`
 */
export function errorRate(text: string): Rational {
  const [, whole = '', fraction = '', exponent = '0'] = decimal.exec(text) ?? [];
  const denominator = 10n ** BigInt(fraction.length + Number.parseInt(exponent, 10));
  const rate = { numerator: BigInt(whole + fraction), denominator };
  if (whole !== '' && rate.numerator > 0n && rate.numerator < denominator) return rate;
  throw new UsageError({
    code: 'invalid-error-rate',
    message: `Expected an error rate between 0 and 1, got ${JSON.stringify(text.slice(0, 60))}.`,
    hint: 'Write it as a decimal number, e.g. 0.05.',
  });
}
