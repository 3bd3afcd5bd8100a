import type { OwnRecord } from '../../selection/own-record.ts';
import { addRecords } from '../../selection/own-record.ts';
import { addPaired, noDisagreement, type PairedTally } from '../../model/paired-tally.ts';
import type { Sha256 } from '../../model/digest.ts';
import { LedgerEvidence, type HostStates } from '../evolve/ledger-evidence.ts';

/** What one ledger, or all of them, says of an allele and the dominant. */
export interface HostShare {
  /** `fitness/<host>@<commit>`. */
  readonly name: string;
  /** Inputs on which the allele was right where the dominant was wrong, and the reverse. */
  readonly tally: PairedTally;
  readonly own: OwnRecord;
  readonly dominant: OwnRecord;
}

export interface SeatedPair {
  readonly locus: string;
  readonly allele: Sha256;
  readonly dominant: Sha256;
}

/** Each host's part, inputs that an engine was shown included; those are taken off the sum alone. */
export function hostShares(
  hosts: readonly HostStates[],
  { locus, allele, dominant }: SeatedPair,
): readonly HostShare[] {
  return hosts.map((host) => {
    const pair = { locus, allele: { digest: allele }, other: { digest: dominant } };
    const { tally, rival, dominant: standing } = new LedgerEvidence([host]).hear(pair).all;
    return { name: host.name, tally, own: rival, dominant: standing };
  });
}

export function sumOfShares(shares: readonly HostShare[]): Omit<HostShare, 'name'> {
  const none: OwnRecord = { right: 0, wrong: 0 };
  return {
    tally: shares.map(({ tally }) => tally).reduce(addPaired, noDisagreement),
    own: shares.map(({ own }) => own).reduce(addRecords, none),
    dominant: shares.map(({ dominant }) => dominant).reduce(addRecords, none),
  };
}
