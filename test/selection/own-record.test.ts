import { describe, expect, test } from 'vitest';
import { alphaFor } from '../../src/selection/alpha-spending.ts';
import { errorRate } from '../../src/selection/error-rate.ts';
import { clearlyBetter } from '../../src/selection/own-record.ts';
import { PromotionBoundary } from '../../src/selection/promotion-boundary.ts';

const runs = 2000;
const repetitions = 1000;
const promotion = new PromotionBoundary(alphaFor(1, errorRate('0.05')));
const demotion = new PromotionBoundary(errorRate('0.05'));

/** Mulberry32. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

class Allele {
  right = 0;
  wrong = 0;
  wins = 0;
  readonly #chance: number;

  constructor(chance: number) {
    this.#chance = chance;
  }

  answers(roll: () => number): boolean {
    const right = roll() < this.#chance;
    if (right) this.right += 1;
    else this.wrong += 1;
    return right;
  }
}

/** A host: the dominant is asked, and the fallback only where it fails. How it ends after 2,000 runs looked at one by one. */
function host(dominant: number, fallback: number, seed: number): 'kept' | 'promoted' | 'promoted and back' {
  const roll = dice(seed);
  let [first, second, boundary] = [new Allele(dominant), new Allele(fallback), promotion];
  for (let run = 0; run < runs; run += 1) {
    if (first.answers(roll) || !second.answers(roll)) continue;
    second.wins += 1;
    const enough = second.wins >= boundary.fewestWins(first.wins + second.wins);
    if (!enough || !clearlyBetter(second, first)) continue;
    if (boundary === demotion) return 'promoted and back';
    [first, second, boundary] = [second, first, demotion];
  }
  return boundary === demotion ? 'promoted' : 'kept';
}

function endings(dominant: number, fallback: number): Readonly<Record<ReturnType<typeof host>, number>> {
  const count = { kept: 0, promoted: 0, 'promoted and back': 0 };
  for (let seed = 0; seed < repetitions; seed += 1) count[host(dominant, fallback, seed)] += 1;
  return count;
}

describe('a host that asks the fallback only where the dominant has failed', () => {
  test.each([0.1, 0.5, 0.9, 0.99])('keeps the dominant of two that are right with chance %f', (p) => {
    expect(endings(p, p).kept).toBeGreaterThanOrEqual(0.95 * repetitions);
  });

  test.each([
    [0.9, 0.8],
    [0.99, 0.6],
  ])('keeps a dominant of %f before a fallback of %f', (dominant, fallback) => {
    expect(endings(dominant, fallback).kept).toBe(repetitions);
  });

  test.each([
    [0, 0.99],
    [0.5, 0.9],
    [0.8, 0.95],
  ])('replaces a dominant of %f by a fallback of %f, for good', (dominant, fallback) => {
    expect(endings(dominant, fallback).promoted).toBeGreaterThanOrEqual(0.99 * repetitions);
  });
});

describe('records', () => {
  test('that lie apart: ten right and ten wrong, not three and three', () => {
    expect(clearlyBetter({ right: 10, wrong: 0 }, { right: 0, wrong: 10 })).toBe(true);
    expect(clearlyBetter({ right: 7, wrong: 0 }, { right: 0, wrong: 7 })).toBe(true);
    expect(clearlyBetter({ right: 3, wrong: 0 }, { right: 0, wrong: 3 })).toBe(false);
  });

  test('nothing is better than what was never asked', () => {
    expect(clearlyBetter({ right: 1000, wrong: 0 }, { right: 0, wrong: 0 })).toBe(false);
    expect(clearlyBetter({ right: 0, wrong: 0 }, { right: 0, wrong: 1000 })).toBe(false);
  });
});
