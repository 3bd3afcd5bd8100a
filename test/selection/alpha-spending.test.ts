import { describe, expect, test } from 'vitest';
import { alphaFor } from '../../src/selection/alpha-spending.ts';
import { errorRate } from '../../src/selection/error-rate.ts';
import { atLeast } from '../../src/selection/rational.ts';

const alpha = errorRate('0.05');

describe('spending alpha', () => {
  test('is 6α/(π²k²), never more', () => {
    for (const k of [1, 2, 3, 10, 1000]) {
      const { numerator, denominator } = alphaFor(k, alpha);
      const value = Number((numerator * 10n ** 30n) / denominator) / 1e30;
      expect(value / ((6 * 0.05) / (Math.PI ** 2 * k ** 2))).toBeCloseTo(1, 12);
    }
  });

  test('a thousand challengers spend less than alpha together', () => {
    let [numerator, denominator] = [0n, 1n];
    for (let k = 1; k <= 1000; k += 1) {
      const spent = alphaFor(k, alpha);
      [numerator, denominator] = [
        numerator * spent.denominator + spent.numerator * denominator,
        denominator * spent.denominator,
      ];
    }
    expect(atLeast({ numerator, denominator }, alpha)).toBe(false);
    expect(atLeast({ numerator: numerator * 1001n, denominator: denominator * 1000n }, alpha)).toBe(true);
  });

  test.each([0, -1, 1.5, NaN])('there is no challenger number %s', (k) => {
    expect(() => alphaFor(k, alpha)).toThrow('challenger number');
  });
});
