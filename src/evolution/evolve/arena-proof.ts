import type { Evidence } from '../../arena/evidence.ts';
import type { Sha256 } from '../../model/digest.ts';
import type { PairedTally } from '../../model/paired-tally.ts';
import { alphaFor } from '../../selection/alpha-spending.ts';
import { errorRate } from '../../selection/error-rate.ts';
import { printRational, type Rational } from '../../selection/rational.ts';
import { reaches, sequentialTest } from '../../selection/sequential-test.ts';

/** Evidence of the arena about an allele of the pool and the dominant one, as the genome is now. */
export interface MeasuredEvidence {
  readonly allele: Sha256;
  /** The file and the SHA-256 of its bytes: `genome/<locus>/<sha256>.evidence.json@<sha256>`. */
  readonly place: string;
  readonly evidence: Evidence;
}

/** Evidence of the arena that an allele of the pool is better than the dominant one. */
export interface ArenaProof extends ProvenClaim, MeasuredEvidence {}

/** What a test on the arena's pairs shows. */
export interface ProvenClaim {
  /** `arena`: right more often. `arena-cost`: never wrong where the other was right, and cheaper. */
  readonly source: 'arena' | 'arena-cost';
  /** Of that claim: worlds on which it was right where the other was not, or on which it was the cheaper. */
  readonly tally: PairedTally;
  readonly m: Rational;
}

/**
 * Does the arithmetic of evidence that says `better` again, exactly.
 * @returns what it shows; a text where its numbers do not give what it says
 */
export function provenClaim(evidence: Evidence): ProvenClaim | string {
  const counted = countedAgain(evidence);
  if (typeof counted === 'string') return counted;
  const { tally, m, alpha, decision } = counted;
  if (decision === 'promote') return { source: 'arena', tally, m };
  return tally.losses === 0 ? cheaper(counted.cost, alpha) : 'its tally is not enough';
}

/** What a competition comes to: its numbers hold, whatever they show. */
export interface CountedCompetition {
  readonly tally: PairedTally;
  readonly pairs: number;
  readonly m: Rational;
  readonly alpha: Rational;
  readonly decision: ReturnType<typeof sequentialTest>['decision'];
  readonly cost: NonNullable<Evidence['competition']>['cost'];
}

/** @returns a text where the evidence's numbers do not give what it says */
export function countedAgain({ competition, stages, basis }: Evidence): CountedCompetition | string {
  if (competition === null) return 'it met nobody';
  if (stages.some(({ status }) => status === 'failed')) return 'a stage failed';
  if (competition.open > 0) return 'a person has to say who is right';
  const { wins, losses, ties, pairs, cost } = competition;
  if (pairs !== wins + losses + ties || pairs > basis.budget.pairs) return 'its pairs do not add up';
  const alpha = alphaFor(basis.alpha.challenger, errorRate(basis.alpha.promote));
  const { m, reverse, decision } = sequentialTest({ wins, losses }, alpha, errorRate(basis.alpha.demote));
  const threshold = printRational({ numerator: alpha.denominator, denominator: alpha.numerator });
  const printed = [printRational(m), printRational(reverse), threshold, decision].join();
  const said = [competition.m, competition.reverse, competition.threshold, competition.decision].join();
  if (printed !== said) return `its numbers give ${printed}, it says ${said}`;
  return { tally: { wins, losses }, pairs, m, alpha, decision, cost };
}

function cheaper(cost: CountedCompetition['cost'], alpha: Rational): ProvenClaim | string {
  const { wins, losses } = cost;
  const { m } = sequentialTest({ wins, losses }, alpha);
  if (cost.decision !== 'promote' || !reaches(m, alpha) || wins + losses > cost.worlds) {
    return 'its tally is not enough';
  }
  return { source: 'arena-cost', tally: { wins, losses }, m };
}
