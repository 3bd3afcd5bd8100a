import { outcomes, type Outcome } from '../model/outcome.ts';
import { timescales, type Timescale } from '../model/timescale.ts';

export interface Observations {
  readonly good: number;
  readonly bad: number;
}

/** How one allele fared at its locus. Tallies of several hosts merge by addition. */
export interface AlleleTally {
  /** Times it was tried and the attempt is over, retries included. */
  readonly attempts: number;
  /** Questions by how the allele answered: asked again within one run, a question counts once, by its last answer. */
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Attempts that still go on. */
  readonly unfinished: number;
  /** Attempts whose process died: failures. */
  readonly interrupted: number;
  readonly observations: Readonly<Record<Timescale, Observations>>;
  /** Of the outcomes, those it was asked for only because a canary had failed: they say nothing of how it fares else. */
  readonly afterCanary: { readonly right: number; readonly wrong: number };
  /** Kernel time of the newest record, seconds since 1970; 0 when there is none. */
  readonly lastAt: number;
}

/** Locus, then allele digest. */
export type Tallies = ReadonlyMap<string, ReadonlyMap<string, AlleleTally>>;

export interface OpenTally {
  attempts: number;
  outcomes: Record<Outcome, number>;
  unfinished: number;
  interrupted: number;
  observations: Record<Timescale, { good: number; bad: number }>;
  afterCanary: { right: number; wrong: number };
  lastAt: number;
}

export function emptyTally(): OpenTally {
  return {
    attempts: 0,
    outcomes: { ok: 0, refused: 0, 'gene-failure': 0, environment: 0 },
    unfinished: 0,
    interrupted: 0,
    observations: {
      immediate: { good: 0, bad: 0 },
      convergence: { good: 0, bad: 0 },
      resilience: { good: 0, bad: 0 },
    },
    afterCanary: { right: 0, wrong: 0 },
    lastAt: 0,
  };
}

/** The same as plain numbers in a fixed order, for files with many of them. */
export function tallyNumbers(tally: AlleleTally): readonly number[] {
  return [
    tally.attempts,
    ...outcomes.map((outcome) => tally.outcomes[outcome]),
    tally.unfinished,
    tally.interrupted,
    ...timescales.flatMap((scale) => [tally.observations[scale].good, tally.observations[scale].bad]),
    tally.lastAt,
    // Last, so that what was written before there were canaries reads as none.
    tally.afterCanary.right,
    tally.afterCanary.wrong,
  ];
}

export function tallyOfNumbers(numbers: readonly number[]): OpenTally {
  const tally = emptyTally();
  // Ten thousand of them are read at every start: no iterator, no object that is thrown away.
  let at = 0;
  const next = (): number => numbers[at++] ?? 0;
  tally.attempts = next();
  for (const outcome of outcomes) tally.outcomes[outcome] = next();
  tally.unfinished = next();
  tally.interrupted = next();
  for (const scale of timescales) {
    const counts = tally.observations[scale];
    counts.good = next();
    counts.bad = next();
  }
  tally.lastAt = next();
  tally.afterCanary.right = next();
  tally.afterCanary.wrong = next();
  return tally;
}

function addTallies(a: AlleleTally, b: AlleleTally): OpenTally {
  const right = tallyNumbers(b);
  const sum = tallyOfNumbers(tallyNumbers(a).map((value, index) => value + (right[index] ?? 0)));
  sum.lastAt = Math.max(a.lastAt, b.lastAt);
  return sum;
}

/** Tallies of two ledgers, or of two parts of one, together: associative and commutative. */
export function mergeTallies(a: Tallies, b: Tallies): Tallies {
  const merged = new Map<string, ReadonlyMap<string, AlleleTally>>(a);
  for (const [locus, alleles] of b) {
    const known = new Map<string, AlleleTally>(a.get(locus));
    merged.set(locus, known);
    for (const [allele, tally] of alleles) {
      const other = known.get(allele);
      known.set(allele, other === undefined ? tally : addTallies(other, tally));
    }
  }
  return merged;
}
