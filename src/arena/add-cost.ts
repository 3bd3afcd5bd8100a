import type { TrialCost } from '../selection/cost-test.ts';

export const nothingSpent: TrialCost = { operations: 0, linkFlaps: 0, worldTime: 0 };

/** Of two trials together; world time in whole microseconds, so that sums are the same in any order. */
export function addCost(a: TrialCost, b: TrialCost): TrialCost {
  return {
    operations: a.operations + b.operations,
    linkFlaps: a.linkFlaps + b.linkFlaps,
    worldTime: Math.round((a.worldTime + b.worldTime) * 1e6) / 1e6,
  };
}
