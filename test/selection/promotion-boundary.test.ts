import { describe, expect, test } from 'vitest';
import { errorRate } from '../../src/selection/error-rate.ts';
import { PromotionBoundary } from '../../src/selection/promotion-boundary.ts';
import { sequentialTest } from '../../src/selection/sequential-test.ts';

const pairs = 2000;
const repetitions = 2000;
const alpha = errorRate('0.05');

/** Mulberry32: small, seeded, good enough for coins. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Race {
  readonly challenger: number;
  readonly incumbent: number;
  readonly seed: number;
}

/** The pair after which the challenger was promoted when looked at after every one; null when it never was. */
function promotedAfter(boundary: PromotionBoundary, { challenger, incumbent, seed }: Race): number | null {
  const roll = dice(seed);
  let [wins, losses] = [0, 0];
  for (let pair = 1; pair <= pairs; pair += 1) {
    const [its, other] = [roll() < challenger, roll() < incumbent];
    if (its && !other) wins += 1;
    if (other && !its) losses += 1;
    if (wins >= boundary.fewestWins(wins + losses)) return pair;
  }
  return null;
}

function races(challenger: number, incumbent: number): readonly (number | null)[] {
  const boundary = new PromotionBoundary(alpha);
  return Array.from({ length: repetitions }, (_, seed) => promotedAfter(boundary, { challenger, incumbent, seed }));
}

describe('the boundary', () => {
  test('is where the test decides', () => {
    const boundary = new PromotionBoundary(alpha);
    for (const trials of [0, 5, 6, 7, 8, 11, 14, 60, 121]) {
      const fewest = boundary.fewestWins(trials);
      const at = (wins: number): string => sequentialTest({ wins, losses: trials - wins }, alpha).decision;
      if (fewest <= trials) expect(at(fewest)).toBe('promote');
      expect(at(Math.min(fewest - 1, trials))).not.toBe('promote');
    }
  });

  // Exact: the chance that a fair walk ever meets the boundary, by adding up all its ways. This is what Ville's inequality
  // bounds; every disagreement of identical alleles is such a coin, whatever their p.
  test.each(['0.05', '0.01', '0.2'])(
    'a fair walk of 2,000 disagreements meets it with a chance of at most %s',
    (text) => {
      const boundary = new PromotionBoundary(errorRate(text));
      let alive = new Float64Array([1]);
      let met = 0;
      for (let trials = 1; trials <= pairs; trials += 1) {
        const next = new Float64Array(trials + 1);
        for (const [wins, chance] of alive.entries()) {
          next[wins] = (next[wins] ?? 0) + chance / 2;
          next[wins + 1] = (next[wins + 1] ?? 0) + chance / 2;
        }
        for (let wins = boundary.fewestWins(trials); wins <= trials; wins += 1) {
          met += next[wins] ?? 0;
          next[wins] = 0;
        }
        alive = next;
      }
      expect(met).toBeLessThanOrEqual(Number(text));
      expect(met).toBeGreaterThan(Number(text) / 4);
    },
  );
});

describe('alleles compared after every pair up to 2,000', () => {
  // Seeds are fixed, so there is no luck in it: these are the repetitions, and this is what the rule did in them.
  test.each([0.5, 0.9, 0.99])(
    'identical ones, right with chance %f, are promoted in no more than alpha of 2,000 repetitions',
    (p) => {
      const promoted = races(p, p).filter((pair) => pair !== null).length;
      expect(promoted).toBeLessThanOrEqual(0.05 * repetitions);
    },
  );

  test('a worse one is promoted far less often', () => {
    const promoted = races(0.8, 0.9).filter((pair) => pair !== null).length;
    expect(promoted).toBeLessThanOrEqual(0.01 * repetitions);
  });

  test('a better one (0.9 against 0.8) is found', () => {
    const found = races(0.9, 0.8)
      .map((pair) => pair ?? Infinity)
      .sort((a, b) => a - b);
    const [median = Infinity, slow = Infinity] = [found[repetitions / 2], found[Math.floor(0.9 * repetitions)]];
    console.log(`0.9 against 0.8: promoted after ${median} pairs (median), ${slow} pairs (nine in ten)`);
    expect(found.every((pair) => pair < Infinity)).toBe(true);
    expect(median).toBeLessThan(200);
  });
});
