import { describe, expect, test } from 'vitest';
import { noDisagreement } from '../../src/model/paired-tally.ts';
import { costTest, countCost } from '../../src/selection/cost-test.ts';
import { errorRate } from '../../src/selection/error-rate.ts';

const alpha = errorRate('0.05');
const cost = { operations: 3, linkFlaps: 0, worldTime: 1 };

describe('cost', () => {
  test('what costs the same counts nothing', () => {
    expect(countCost(noDisagreement, cost, { ...cost })).toEqual(noDisagreement);
  });

  test('flaps count before operations, operations before time', () => {
    const rough = { operations: 1, linkFlaps: 1, worldTime: 0 };
    expect(countCost(noDisagreement, rough, cost)).toEqual({ wins: 0, losses: 1 });
    expect(countCost(noDisagreement, { ...cost, operations: 2, worldTime: 9 }, cost)).toEqual({ wins: 1, losses: 0 });
    expect(countCost(noDisagreement, { ...cost, worldTime: 0.5 }, cost)).toEqual({ wins: 1, losses: 0 });
  });

  test('breaks a tie, and only a tie', () => {
    const cheaper = { wins: 7, losses: 0 };
    expect(costTest(noDisagreement, cheaper, alpha)?.decision).toBe('promote');
    expect(costTest({ wins: 2, losses: 0 }, cheaper, alpha)?.decision).toBe('promote');
    expect(costTest({ wins: 5, losses: 1 }, cheaper, alpha)).toBeUndefined();
    expect(costTest(noDisagreement, { wins: 6, losses: 0 }, alpha)?.decision).toBe('inconclusive');
  });
});
