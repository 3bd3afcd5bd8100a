import { describe, expect, test } from 'vitest';
import { regression, type FitnessPoint } from '../../src/selection/regression.ts';

const point = (at: number, low: number, high: number): FitnessPoint => ({ at, interval: { low, high } });
const day = 24 * 3600;

describe('regression', () => {
  test('intervals that overlap say nothing', () => {
    expect(regression([], day)).toEqual({ kind: 'steady' });
    expect(regression([point(0, 0.9, 1)], day)).toEqual({ kind: 'steady' });
    expect(regression([point(0, 0.8, 0.95), point(1, 0.6, 0.8)], day)).toEqual({ kind: 'steady' });
  });

  test('an interval wholly below an earlier one is a regression, from the best there was', () => {
    const best = point(1, 0.9, 0.99);
    const now = point(3, 0.4, 0.7);
    expect(regression([point(0, 0.8, 0.9), best, point(2, 0.6, 0.95), now], day)).toEqual({
      kind: 'regressed',
      from: best,
      to: now,
    });
  });

  test('cools down after something was done, then speaks up again', () => {
    const history = [point(0, 0.9, 0.99), point(1000, 0.4, 0.7)];
    expect(regression(history, day, 900)).toEqual({ kind: 'cooling', until: 900 + day });
    const later = [...history, point(900 + day, 0.4, 0.6)];
    expect(regression(later, day, 900)).toMatchObject({ kind: 'regressed' });
  });

  test('getting better is none', () => {
    expect(regression([point(0, 0.2, 0.4), point(1, 0.7, 0.9)], day)).toEqual({ kind: 'steady' });
  });
});
