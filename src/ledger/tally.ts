import type { Outcome } from '../model/outcome.ts';
import type { Timescale } from '../model/timescale.ts';
import type { LedgerRecord } from './record.ts';

export interface Observations {
  readonly good: number;
  readonly bad: number;
}

/** How one allele fared at its locus. Tallies of several hosts merge by addition. */
export interface AlleleTally {
  readonly attempts: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Attempts with an intent and no outcome: crashed, or still going on. */
  readonly unfinished: number;
  readonly observations: Readonly<Record<Timescale, Observations>>;
  /** Kernel time of the newest record, seconds since 1970. */
  readonly lastAt: number;
}

/** Locus, then allele digest. */
export type Tallies = ReadonlyMap<string, ReadonlyMap<string, AlleleTally>>;

interface OpenTally {
  attempts: number;
  outcomes: Record<Outcome, number>;
  observations: Record<Timescale, { good: number; bad: number }>;
  lastAt: number;
  unfinished: number;
}

/** Folds records into tallies; call `add` for each record in any order, then read `tallies`. */
export class TallyFold {
  readonly #loci = new Map<string, Map<string, OpenTally>>();

  get tallies(): Tallies {
    return this.#loci;
  }

  add(record: LedgerRecord): void {
    if (record.t === 'run' || record.t === 'end') return;
    const tally = this.#tally(record.locus, record.allele);
    tally.lastAt = Math.max(tally.lastAt, record.at);
    if (record.t === 'intent') {
      tally.attempts += 1;
      tally.unfinished += 1;
    } else if (record.t === 'withdrawn') {
      tally.attempts -= 1;
      tally.unfinished -= 1;
    } else if (record.t === 'outcome') {
      tally.unfinished -= 1;
      tally.outcomes[record.outcome] += 1;
    } else {
      tally.observations[record.timescale][record.healthy ? 'good' : 'bad'] += 1;
    }
  }

  #tally(locus: string, allele: string): OpenTally {
    const alleles = this.#loci.get(locus) ?? new Map<string, OpenTally>();
    this.#loci.set(locus, alleles);
    const tally = alleles.get(allele) ?? emptyTally();
    alleles.set(allele, tally);
    return tally;
  }
}

export function emptyTally(): OpenTally & AlleleTally {
  return {
    attempts: 0,
    outcomes: { ok: 0, refused: 0, 'gene-failure': 0, environment: 0 },
    unfinished: 0,
    observations: {
      immediate: { good: 0, bad: 0 },
      convergence: { good: 0, bad: 0 },
      resilience: { good: 0, bad: 0 },
    },
    lastAt: 0,
  };
}
