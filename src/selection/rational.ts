/** An exact number that is not negative; the denominator is positive. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Whether a ≥ b, exactly. */
export function atLeast(a: Rational, b: Rational): boolean {
  return a.numerator * b.denominator >= b.numerator * a.denominator;
}

/**
 * For people and trailers: four decimals below 10,000, four digits and an exponent above (`31.8750`, `1.203e+17`). What
 * does not fit is cut off, so that evidence is never overstated.
 */
export function printRational({ numerator, denominator }: Rational): string {
  const whole = numerator / denominator;
  if (whole < 10_000n) {
    const scaled = ((numerator * 10_000n) / denominator).toString().padStart(5, '0');
    return `${scaled.slice(0, -4)}.${scaled.slice(-4)}`;
  }
  const digits = whole.toString();
  return `${digits.charAt(0)}.${digits.slice(1, 4)}e+${digits.length - 1}`;
}
