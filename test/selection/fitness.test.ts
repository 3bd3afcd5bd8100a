import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitness, type Evidence } from '../../src/selection/fitness.ts';
import { wilsonInterval } from '../../src/selection/wilson-interval.ts';

const none = { good: 0, bad: 0 };

describe('the Wilson interval', () => {
  // Reference values: E. B. Wilson's formula evaluated independently for 9 of 10 and 0 of 10.
  test('agrees with published values', () => {
    const nine = wilsonInterval(9, 1);
    expect(nine.low).toBeCloseTo(0.5958, 4);
    expect(nine.high).toBeCloseTo(0.9821, 4);
    const zero = wilsonInterval(0, 10);
    expect(zero.low).toBe(0);
    expect(zero.high).toBeCloseTo(0.2775, 4);
  });

  test('is the whole range when nothing was seen', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });

  test('holds the observed share and stays within 0 and 1', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (good, bad) => {
        fc.pre(good + bad > 0);
        const { low, high } = wilsonInterval(good, bad);
        const share = good / (good + bad);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(share);
        expect(high).toBeGreaterThanOrEqual(share);
      }),
    );
  });
});

describe('fitness', () => {
  test('is unknown, not perfect, when nothing was observed', () => {
    const unseen = fitness({ immediate: none, convergence: none, resilience: none });
    expect(unseen.score).toBeNull();
    expect(unseen.interval).toEqual({ low: 0, high: 1 });
    expect(unseen.unknown).toEqual(['immediate', 'convergence', 'resilience']);
  });

  test('weighs only what is known', () => {
    const seen = fitness({ immediate: { good: 8, bad: 2 }, convergence: { good: 5, bad: 5 }, resilience: none });
    expect(seen.score).toBeCloseTo((0.3 * 0.8 + 0.5 * 0.5) / 0.8, 12);
    expect(seen.unknown).toEqual(['resilience']);
    expect(seen.observations).toBe(20);
  });

  test('of a never verified allele is less certain than that of a verified one', () => {
    const unverified = fitness({ immediate: { good: 50, bad: 0 }, convergence: none, resilience: none });
    const verified = fitness({ immediate: { good: 50, bad: 0 }, convergence: { good: 50, bad: 0 }, resilience: none });
    expect(unverified.interval.low).toBeLessThan(verified.interval.low);
  });

  test('lies inside its interval where everything was observed, and unknowns only widen it', () => {
    const count = fc.record({ good: fc.nat(50), bad: fc.nat(50) }).filter(({ good, bad }) => good + bad > 0);
    fc.assert(
      fc.property(count, count, count, (immediate, convergence, resilience) => {
        const evidence: Evidence = { immediate, convergence, resilience };
        const whole = fitness(evidence);
        const part = fitness({ ...evidence, resilience: none });
        expect(whole.score).toBeGreaterThanOrEqual(whole.interval.low - 1e-9);
        expect(whole.score).toBeLessThanOrEqual(whole.interval.high + 1e-9);
        expect(part.interval.low).toBeLessThanOrEqual(whole.interval.low + 1e-9);
        expect(part.interval.high).toBeGreaterThanOrEqual(whole.interval.high - 1e-9);
      }),
    );
  });
});
