import type { Hearing } from '../../selection/testimony.ts';

/** Where paired trials of any two alleles come from: the ledgers of hosts. The arena's evidence is about one pair: ArenaProof. */
export interface EvidenceSource {
  /** What it rests on, so that anyone can read the same again: `fitness/<host>@<commit>`. */
  readonly names: readonly string[];
  /**
   * How `allele` fared against `other` at a locus, without the inputs that prompted either of them: a failing case that an
   * engine was shown never counts as a win.
   */
  hear(question: Comparison): Hearing;
  /** How many hosts run a locus. */
  hostsAt(locus: string): number;
}

export interface Comparison {
  readonly locus: string;
  readonly allele: Contestant;
  readonly other: Contestant;
}

export interface Contestant {
  readonly digest: string;
  /** Digest of the failure case its certificate says it was made for. */
  readonly promptedBy?: string;
}
