import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addPaired, noDisagreement, reversed } from '../../src/model/paired-tally.ts';
import { errorRate } from '../../src/selection/error-rate.ts';
import { afterLoss, afterWin, evidenceOf, startingMartingale } from '../../src/selection/likelihood-martingale.ts';
import { atLeast, printRational } from '../../src/selection/rational.ts';
import { sequentialTest, winsMissing } from '../../src/selection/sequential-test.ts';

const alpha = errorRate('0.05');
const tallies = fc.record({ wins: fc.nat(60), losses: fc.nat(60) });

/** C(n, k) by its definition, apart from the code under test. */
function choose(n: number, k: number): bigint {
  let ways = 1n;
  for (let i = 1; i <= k; i += 1) ways = (ways * BigInt(n - k + i)) / BigInt(i);
  return ways;
}

describe('the sequential test', () => {
  test.each([
    [7, 0],
    [10, 1],
    [12, 2],
  ])('promotes at %i-%i for alpha 0.05, and not one win earlier', (wins, losses) => {
    expect(sequentialTest({ wins, losses }, alpha).decision).toBe('promote');
    expect(sequentialTest({ wins: wins - 1, losses }, alpha).decision).toBe('inconclusive');
    expect(sequentialTest({ wins: losses, losses: wins }, alpha).decision).toBe('demote');
  });

  test('is the formula', () => {
    fc.assert(
      fc.property(tallies, ({ wins, losses }) => {
        const n = wins + losses;
        let sum = 0n;
        for (let k = 0; k <= wins; k += 1) sum += choose(n + 1, k);
        const { m } = sequentialTest({ wins, losses }, alpha);
        expect(m.numerator * BigInt(n + 1) * choose(n, wins)).toBe(sum * m.denominator);
      }),
    );
  });

  test('gives the same evidence in whatever order trials come', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 120 }), (won) => {
        let at = startingMartingale;
        for (const win of won) at = win ? afterWin(at) : afterLoss(at);
        const wins = won.filter(Boolean).length;
        expect(evidenceOf(at)).toEqual(sequentialTest({ wins, losses: won.length - wins }, alpha).m);
      }),
    );
  });

  test('a fair coin leaves it where it is on average: it is a martingale', () => {
    fc.assert(
      fc.property(tallies, (tally) => {
        const at = (wins: number, losses: number): { numerator: bigint; denominator: bigint } =>
          sequentialTest(addPaired(tally, { wins, losses }), alpha).m;
        const [now, win, loss] = [at(0, 0), at(1, 0), at(0, 1)];
        const mean = win.numerator * loss.denominator + loss.numerator * win.denominator;
        expect(mean * now.denominator).toBe(now.numerator * 2n * win.denominator * loss.denominator);
        expect(atLeast(win, now)).toBe(true);
        expect(atLeast(now, loss)).toBe(true);
      }),
    );
  });

  test('an error rate compares exactly where a binary fraction would not', () => {
    // M(1, 0) = 3/2: reached by 2/3, not by anything less.
    const twoThirds = { numerator: 2n, denominator: 3n };
    expect(sequentialTest({ wins: 1, losses: 0 }, twoThirds).decision).toBe('promote');
    expect(sequentialTest({ wins: 1, losses: 0 }, errorRate('0.666666666666666666')).decision).toBe('inconclusive');
  });

  test('tells how far it is', () => {
    expect(winsMissing(noDisagreement, alpha)).toBe(7);
    expect(winsMissing({ wins: 6, losses: 1 }, alpha)).toBe(4);
    expect(winsMissing({ wins: 7, losses: 0 }, alpha)).toBe(0);
  });

  test('demotion has a rate of its own', () => {
    const verdict = sequentialTest({ wins: 0, losses: 5 }, alpha, errorRate('0.2'));
    expect(verdict.decision).toBe('demote');
    expect(sequentialTest({ wins: 0, losses: 5 }, alpha).decision).toBe('inconclusive');
  });
});

describe('tallies', () => {
  test('merge by addition: no grouping and no order changes a decision', () => {
    fc.assert(
      fc.property(fc.array(tallies, { maxLength: 5 }), fc.nat(5), (parts, cut) => {
        const sum = (list: typeof parts): typeof noDisagreement => list.reduce(addPaired, noDisagreement);
        const forwards = sum(parts);
        expect(sum([...parts].reverse())).toEqual(forwards);
        expect(addPaired(sum(parts.slice(0, cut)), sum(parts.slice(cut)))).toEqual(forwards);
        expect(sequentialTest(reversed(forwards), alpha).m).toEqual(sequentialTest(forwards, alpha).reverse);
      }),
    );
  });
});

describe('error rates', () => {
  test.each([
    ['0.05', 5n, 100n],
    ['5e-2', 5n, 100n],
    ['1e-7', 1n, 10_000_000n],
    ['2.5e-3', 25n, 10_000n],
  ])('%s is exact', (text, numerator, denominator) => {
    expect(errorRate(text)).toEqual({ numerator, denominator });
  });

  test.each(['', '0', '1', '0.0', '1.5', '-0.1', '.5', 'NaN', '0.05 ', '5e2', '1e-9999', '0x1'])(
    '%j is refused',
    (text) => {
      expect(() => errorRate(text)).toThrow(expect.objectContaining({ code: 'invalid-error-rate' }));
    },
  );
});

describe('printing', () => {
  test.each([
    [255n, 8n, '31.8750'],
    [1n, 3n, '0.3333'],
    [99_999n, 10n, '9999.9000'],
    [1_203_999n * 10n ** 11n, 1n, '1.203e+17'],
    [0n, 1n, '0.0000'],
  ])('%s/%s is %s, never rounded up', (numerator, denominator, text) => {
    expect(printRational({ numerator, denominator })).toBe(text);
  });
});
