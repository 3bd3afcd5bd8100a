import type { PairedTally } from '../model/paired-tally.ts';
import type { Rational } from './rational.ts';
import { sequentialTest, type SequentialVerdict } from './sequential-test.ts';

/** What one trial cost. */
export interface TrialCost {
  readonly operations: number;
  readonly linkFlaps: number;
  /** Seconds of the world's own time. */
  readonly worldTime: number;
}

/** Trials that both did right, by which was the cheaper; where they cost the same, nothing is counted. */
export function countCost(tally: PairedTally, challenger: TrialCost, incumbent: TrialCost): PairedTally {
  const order = compareCost(challenger, incumbent);
  if (order === 0) return tally;
  return order < 0 ? { ...tally, wins: tally.wins + 1 } : { ...tally, losses: tally.losses + 1 };
}

/** The first that differs decides; link flaps before all: people feel them. */
function compareCost(a: TrialCost, b: TrialCost): number {
  return a.linkFlaps - b.linkFlaps || a.operations - b.operations || a.worldTime - b.worldTime;
}

/**
 * The tie-breaker: the same test with "cheaper on this trial" for a win. It has no say over a challenger that was wrong even
 * once where the incumbent was right. Its error rate is that of its own claim, "cheaper", beside the one of "more often
 * right".
 * @returns `undefined` where correctness is not equal
 */
export function costTest(correctness: PairedTally, cost: PairedTally, alpha: Rational): SequentialVerdict | undefined {
  return correctness.losses > 0 ? undefined : sequentialTest(cost, alpha);
}
