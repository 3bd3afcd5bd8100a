import { formatMessage, type Trailer } from '../../git/trailers.ts';
import { shortDigest, type Sha256 } from '../../model/digest.ts';
import type { PairedTally } from '../../model/paired-tally.ts';

/** A decision that evidence made, as its commit tells it. */
export interface EvidentDecision {
  readonly action: 'promote' | 'demote';
  readonly phenotype: string;
  readonly locus: string;
  /** The allele decided on: promoted, or demoted. */
  readonly allele: Sha256;
  /** The dominant it replaces, or the one that takes its place. */
  readonly other: Sha256;
  /** From the side of `allele`: a promoted one has wins, a demoted one losses. */
  readonly tally: PairedTally;
  /**
   * M, the error rate, for a promotion the challenger's number, and how often the one that is better and the dominant were
   * right of all they were asked: `M=186.0909 alpha=0.05 challenger=2 own=10/10 dominant=31/41`. Of the arena, which claim
   * it is and in how many worlds they met: `M=56.7777 alpha=0.05 challenger=1 source=arena pairs=8`.
   */
  readonly evidence: string;
  /** `ref@commit`, each: what made the decision, or had nothing against it. */
  readonly ledgers: readonly string[];
  /** Where the arena's evidence made it, `path@sha256` of that. */
  readonly arena?: string;
  readonly reason: string;
}

/** Said where no host has published a ledger: left out, it might have been forgotten. */
export const noLedger = 'none';

/** The trailers a program can read and a person can check; every value follows from git alone. */
export function decisionTrailers(decision: EvidentDecision): readonly Trailer[] {
  const { action, phenotype, locus, allele, other, tally, evidence, ledgers, arena, reason } = decision;
  return [
    { key: 'Sg-Phenotype', value: phenotype },
    { key: 'Sg-Locus', value: locus },
    { key: 'Sg-Allele', value: allele },
    { key: action === 'promote' ? 'Sg-Replaces' : 'Sg-Successor', value: other },
    { key: 'Sg-Wins', value: tally.wins.toString() },
    { key: 'Sg-Losses', value: tally.losses.toString() },
    { key: 'Sg-Evidence', value: evidence },
    { key: 'Sg-Ledger', value: ledgers.length === 0 ? noLedger : ledgers.join(' ') },
    ...(arena === undefined ? [] : [{ key: 'Sg-Arena', value: arena }]),
    { key: 'Sg-Reason', value: reason },
  ];
}

export function decisionMessage(decision: EvidentDecision): string {
  const { action, phenotype, locus, allele, other } = decision;
  const place = `in phenotype "${phenotype}"`;
  const body =
    action === 'promote'
      ? `It is dominant ${place}; ${shortDigest(other)} is the first to fall back on.`
      : `It is not tried again ${place}; ${shortDigest(other)} takes its place.`;
  const subject = `${locus}: ${action} ${shortDigest(allele)}`;
  return formatMessage({ subject, body, trailers: decisionTrailers(decision) });
}
