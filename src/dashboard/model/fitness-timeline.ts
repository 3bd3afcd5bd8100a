import type { AlleleTally } from '../../ledger/allele-tally.ts';
import type { LedgerFold } from '../../ledger/ledger-fold.ts';
import type { LedgerRecord } from '../../ledger/record.ts';
import type { FitnessWeights } from '../../model/fitness-weights.ts';
import { timescales, type Timescale } from '../../model/timescale.ts';
import { withInterruptions } from '../../selection/evidence.ts';
import { fitness, type Evidence } from '../../selection/fitness.ts';
import type { Interval } from '../../selection/wilson-interval.ts';

/** What was known of an allele's fitness at a moment. */
export interface FitnessPoint {
  /** Kernel time, seconds since 1970. */
  readonly at: number;
  /** `null` while nothing had been observed. */
  readonly score: number | null;
  readonly interval: Interval;
  readonly observations: number;
  /** Timescales on which nothing had been observed. */
  readonly unknown: readonly Timescale[];
}

interface Sample {
  readonly at: number;
  readonly source: string;
  readonly evidence: Evidence;
}

interface Series {
  readonly samples: Sample[];
  /** Only each so many-th change is kept. */
  stride: number;
  passed: number;
}

/** More of one allele and ledger are thinned out to half. */
const mostSamples = 256;

/** Points of one chart. */
const mostPoints = 200;

/**
 * How evidence about alleles grew, record by record, in any number of ledgers. Memory is bounded by alleles and ledgers, not
 * by records. What a ledger folded away before stands at its first sample.
 */
export class FitnessTimeline {
  readonly #series = new Map<string, Map<string, Series>>();

  /** Takes note of what a record changed; the fold has it already. */
  observe(source: string, { state }: LedgerFold, record: LedgerRecord): void {
    if (record.t !== 'verdict' && record.t !== 'outcome') return;
    const tally = state.tallies.get(record.locus)?.get(record.allele);
    if (tally !== undefined) this.#add(source, record, evidenceOf(tally));
  }

  /** The sum over all ledgers at each moment anything changed, oldest first. */
  points(locus: string, allele: string, weights: FitnessWeights): readonly FitnessPoint[] {
    const series = [...(this.#series.get(`${locus} ${allele}`)?.values() ?? [])];
    const samples = series.flatMap(({ samples: each }) => each).sort((a, b) => a.at - b.at);
    const latest = new Map<string, Evidence>();
    const points: FitnessPoint[] = [];
    for (const { at, source, evidence } of samples) {
      latest.set(source, evidence);
      points.push({ at, ...fitness(sumOf([...latest.values()]), weights) });
    }
    return thinned(points);
  }

  #add(source: string, place: { locus: string; allele: string; at: number }, evidence: Evidence): void {
    const key = `${place.locus} ${place.allele}`;
    const bySource = this.#series.get(key) ?? new Map<string, Series>();
    this.#series.set(key, bySource);
    const series = bySource.get(source) ?? { samples: [], stride: 1, passed: 0 };
    bySource.set(source, series);
    const { samples } = series;
    series.passed += 1;
    // The newest always stands at the end, so that a chart ends where the table says.
    if (samples.length > 1 && series.passed % series.stride !== 0) samples.pop();
    samples.push({ at: place.at, source, evidence });
    if (samples.length < mostSamples) return;
    samples.splice(0, samples.length, ...samples.filter((_, index) => index % 2 === 1));
    series.stride *= 2;
  }
}

/** A copy: the fold goes on counting. */
function evidenceOf({ observations, interrupted }: AlleleTally): Evidence {
  const copy = Object.fromEntries(
    timescales.map((scale) => [scale, { ...observations[scale] }]),
  ) as unknown as Evidence;
  return withInterruptions(copy, interrupted);
}

function sumOf(all: readonly Evidence[]): Evidence {
  const sum = (scale: Timescale): Evidence[Timescale] => ({
    good: all.reduce((total, each) => total + each[scale].good, 0),
    bad: all.reduce((total, each) => total + each[scale].bad, 0),
  });
  return { immediate: sum('immediate'), convergence: sum('convergence'), resilience: sum('resilience') };
}

function thinned(points: readonly FitnessPoint[]): readonly FitnessPoint[] {
  const step = Math.ceil(points.length / mostPoints);
  return step <= 1 ? points : points.filter((_, index) => index % step === 0 || index === points.length - 1);
}
