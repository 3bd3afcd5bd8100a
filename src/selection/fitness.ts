import { defaultWeights, type FitnessWeights } from '../model/fitness-weights.ts';
import { timescales, type Timescale } from '../model/timescale.ts';
import { wilsonInterval, type Interval } from './wilson-interval.ts';

/** Good and bad verdicts seen on each timescale. */
export type Evidence = Readonly<Record<Timescale, { readonly good: number; readonly bad: number }>>;

export interface Fitness {
  /** Weighted share of good verdicts over the timescales that were observed; null when none was. */
  readonly score: number | null;
  /** 95 % per timescale, summed by weight. What is unknown may be anything, so it widens the interval. */
  readonly interval: Interval;
  readonly observations: number;
  readonly unknown: readonly Timescale[];
}

/** Fitness for people: never a verdict by itself (selection compares alleles on the same work). */
export function fitness(evidence: Evidence, weights: FitnessWeights = defaultWeights): Fitness {
  const total = timescales.reduce((sum, scale) => sum + weights[scale], 0);
  const unknown = timescales.filter((scale) => seen(evidence, scale) === 0);
  const known = timescales.filter((scale) => seen(evidence, scale) > 0);
  const knownWeight = known.reduce((sum, scale) => sum + weights[scale], 0);
  const weighted = known.reduce((sum, scale) => sum + weights[scale] * share(evidence, scale), 0);
  return {
    score: knownWeight === 0 ? null : weighted / knownWeight,
    interval: combinedInterval(evidence, weights, total),
    observations: timescales.reduce((sum, scale) => sum + seen(evidence, scale), 0),
    unknown,
  };
}

function combinedInterval(evidence: Evidence, weights: FitnessWeights, total: number): Interval {
  let low = 0;
  let high = 0;
  for (const scale of timescales) {
    const bounds = wilsonInterval(evidence[scale].good, evidence[scale].bad);
    low += (weights[scale] / total) * bounds.low;
    high += (weights[scale] / total) * bounds.high;
  }
  return { low, high: Math.min(1, high) };
}

function seen(evidence: Evidence, scale: Timescale): number {
  return evidence[scale].good + evidence[scale].bad;
}

function share(evidence: Evidence, scale: Timescale): number {
  return evidence[scale].good / seen(evidence, scale);
}
