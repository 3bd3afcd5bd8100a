import { alphaFor } from '../selection/alpha-spending.ts';
import { errorRate } from '../selection/error-rate.ts';
import { printRational } from '../selection/rational.ts';
import type { Comparison } from './competition.ts';
import type { Evidence, EvidenceBasis } from './evidence.ts';

/** A comparison as it stands in evidence: exact numbers cut off to four digits. */
export function competitionEvidence(
  { pairs, tally, ties, verdict, open, differences, cost }: Comparison,
  { promote, challenger }: EvidenceBasis['alpha'],
): NonNullable<Evidence['competition']> {
  const { numerator, denominator } = alphaFor(challenger, errorRate(promote));
  const differing: Partial<Record<(typeof differences)[number]['kind'], number>> = {};
  for (const { kind } of differences) differing[kind] = (differing[kind] ?? 0) + 1;
  return {
    pairs,
    ...tally,
    ties,
    m: printRational(verdict.m),
    reverse: printRational(verdict.reverse),
    threshold: printRational({ numerator: denominator, denominator: numerator }),
    decision: verdict.decision,
    open,
    differing,
    cost: {
      worlds: cost.worlds,
      ...cost.tally,
      decision: cost.verdict?.decision ?? 'not asked',
      candidate: cost.challenger,
      incumbent: cost.incumbent,
    },
  };
}
