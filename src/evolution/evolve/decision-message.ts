import { formatMessage, type Trailer } from '../../git/trailers.ts';
import { shortDigest, type Sha256 } from '../../model/digest.ts';
import type { PairedTally } from '../../model/paired-tally.ts';
import { agreementText, type Agreement } from './agreement.ts';

/** A decision that evidence made, as its commit tells it. */
export interface EvidentDecision {
  readonly action: 'promote' | 'demote' | 'fallback';
  readonly phenotype: string;
  readonly locus: string;
  /** The allele decided on: promoted, demoted, or to be fallen back on. */
  readonly allele: Sha256;
  /** The dominant it replaces or stands behind, or the one that takes its place. */
  readonly other: Sha256;
  /** Of a fallback: its place in the stack, from 1. */
  readonly place?: number;
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
  /** Where ledgers made it. */
  readonly hosts?: Agreement;
  /** Where the arena's evidence made it, `path@sha256` of that. */
  readonly arena?: string;
  readonly reason: string;
}

/** Said where no host has published a ledger: left out, it might have been forgotten. */
export const noLedger = 'none';

/** The trailers a program can read and a person can check; every value follows from git alone. */
export function decisionTrailers(decision: EvidentDecision): readonly Trailer[] {
  const { phenotype, locus, allele, tally, evidence, hosts, ledgers, arena, reason } = decision;
  return [
    { key: 'Sg-Phenotype', value: phenotype },
    { key: 'Sg-Locus', value: locus },
    { key: 'Sg-Allele', value: allele },
    succession(decision),
    { key: 'Sg-Wins', value: tally.wins.toString() },
    { key: 'Sg-Losses', value: tally.losses.toString() },
    { key: 'Sg-Evidence', value: evidence },
    ...(hosts === undefined ? [] : [{ key: 'Sg-Hosts', value: agreementText(hosts) }]),
    { key: 'Sg-Ledger', value: ledgers.length === 0 ? noLedger : ledgers.join(' ') },
    ...(arena === undefined ? [] : [{ key: 'Sg-Arena', value: arena }]),
    { key: 'Sg-Reason', value: reason },
  ];
}

function succession({ action, other, place = 1 }: EvidentDecision): Trailer {
  if (action === 'fallback') return { key: 'Sg-Fallback', value: place.toString() };
  return { key: action === 'promote' ? 'Sg-Replaces' : 'Sg-Successor', value: other };
}

export function decisionMessage(decision: EvidentDecision): string {
  const { action, locus, allele } = decision;
  const subject = `${locus}: ${action === 'fallback' ? 'fall back on' : action} ${shortDigest(allele)}`;
  return formatMessage({ subject, body: consequence(decision), trailers: decisionTrailers(decision) });
}

function consequence({ action, phenotype, other, place = 1 }: EvidentDecision): string {
  const [where, name] = [`in phenotype "${phenotype}"`, shortDigest(other)];
  if (action === 'promote') return `It is dominant ${where}; ${name} is the first to fall back on.`;
  if (action === 'demote') return `It is not tried again ${where}; ${name} takes its place.`;
  return `It is number ${place} to fall back on ${where}; ${name} stays dominant.`;
}
