import type { BreakerRecord, LedgerRecord } from '../../ledger/record.ts';
import type { Outcome } from '../../model/outcome.ts';
import { closedCircuit, nextCircuit, type Circuit, type CircuitEvent } from './circuit.ts';

interface Tried {
  readonly locus: string;
  readonly allele: string;
  outcome?: Outcome;
  /** The attempt this one answered in place of. */
  fallbackOf?: number;
}

export interface BreakerState {
  /** By `locus allele`; those that have something to tell. */
  readonly circuits: Map<string, Circuit>;
  /** Attempts of the runs that have not ended, newest run last. */
  readonly runs: Map<string, Map<number, Tried>>;
}

/** Runs remembered although their end never came. */
const rememberedRuns = 64;

/** Follows the ledger's records and keeps the circuit of every allele that failed in first place. */
export class BreakerFold {
  readonly state: BreakerState;

  constructor(state: BreakerState = { circuits: new Map(), runs: new Map() }) {
    this.state = state;
  }

  circuit(locus: string, allele: string): Circuit {
    return this.state.circuits.get(`${locus} ${allele}`) ?? closedCircuit;
  }

  /** Takes one record in; gives what changed, as the record to write of it. */
  add(record: LedgerRecord): readonly BreakerRecord[] {
    switch (record.t) {
      case 'intent':
        this.#run(record.run).set(record.attempt, { locus: record.locus, allele: record.allele });
        return this.#step(record, 'tried', record.at);
      case 'outcome':
        return this.#outcome(record);
      case 'withdrawn':
        this.#run(record.run).delete(record.attempt);
        return [];
      case 'end':
        this.state.runs.delete(record.run);
        return [];
      default:
        return [];
    }
  }

  #outcome(record: Extract<LedgerRecord, { t: 'outcome' }>): readonly BreakerRecord[] {
    const { run, attempt, locus, allele, outcome, fallbackOf, at } = record;
    const tried: Tried = { locus, allele, outcome, ...(fallbackOf === undefined ? {} : { fallbackOf }) };
    this.#run(run).set(attempt, tried);
    const first = this.#firstFailed(run, tried);
    if (outcome === 'gene-failure') return first === undefined ? this.#step(record, 'failed', at) : [];
    if (outcome === 'environment') return [];
    if (first === undefined) return this.#step(record, 'succeeded', at);
    return first.allele === allele ? [] : this.#step(first, 'mended', at);
  }

  /** The attempt in first place whose gene failure this one came after; tries that the environment spoiled don't count. */
  #firstFailed(run: string, tried: Tried): Tried | undefined {
    let first: Tried | undefined;
    const attempts = this.#run(run);
    let link = tried.fallbackOf;
    for (let steps = attempts.size; link !== undefined && steps > 0; steps -= 1) {
      const before = attempts.get(link);
      if (before?.outcome === 'gene-failure') first = before;
      link = before?.fallbackOf;
    }
    return first;
  }

  #step(place: { locus: string; allele: string }, event: CircuitEvent, at: number): readonly BreakerRecord[] {
    const { locus, allele } = place;
    const before = this.circuit(locus, allele);
    const after = nextCircuit(before, event, at);
    if (after === before) return [];
    const key = `${locus} ${allele}`;
    if (after.state === 'closed' && after.streak === 0) this.state.circuits.delete(key);
    else this.state.circuits.set(key, after);
    if (after.state === before.state) return [];
    return [{ t: 'breaker', at, locus, allele, state: after.state === 'open' ? 'opened' : after.state }];
  }

  #run(run: string): Map<number, Tried> {
    const known = this.state.runs.get(run);
    if (known !== undefined) return known;
    const made = new Map<number, Tried>();
    this.state.runs.set(run, made);
    const [oldest] = this.state.runs.keys();
    if (this.state.runs.size > rememberedRuns && oldest !== undefined) this.state.runs.delete(oldest);
    return made;
  }
}
