/** Trials on which two alleles disagreed: one was right where the other was wrong. Where both fared alike says nothing. */
export interface PairedTally {
  /** The challenger right where the incumbent was wrong. */
  readonly wins: number;
  /** The incumbent right where the challenger was wrong. */
  readonly losses: number;
}

export const noDisagreement: PairedTally = { wins: 0, losses: 0 };

/** Tallies of several hosts, or of several parts of one ledger, together: associative and commutative. */
export function addPaired(a: PairedTally, b: PairedTally): PairedTally {
  return { wins: a.wins + b.wins, losses: a.losses + b.losses };
}

/** The same trials seen from the other side. */
export function reversed({ wins, losses }: PairedTally): PairedTally {
  return { wins: losses, losses: wins };
}
