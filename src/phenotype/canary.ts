import type { Risk } from '../model/risk.ts';
import { sha256, type Sha256 } from '../model/digest.ts';
import type { Canary, LocusExpression } from './schema.ts';

/**
 * The widest share of hosts that may ask a canary first, by the locus' risk. Beyond it hosts are named one by one, and at
 * risk critical always: there a person says which host goes first.
 */
export const widestShare: Readonly<Record<Risk, number>> = { none: 1, low: 1, medium: 0.5, high: 0.1, critical: 0 };

/** A host as its ledger is published under. */
export function isHostName(text: string): boolean {
  return /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(text);
}

/** Why a canary is too wide for the risk of its locus; `undefined` when it is not. */
export function canaryFault({ share, hosts }: Canary, risk: Risk): string | undefined {
  const widest = widestShare[risk];
  if (hosts !== undefined || (share !== undefined && share <= widest)) return undefined;
  const expected = widest === 0 ? 'hosts = ["NAME"]' : `a share of at most ${widest}, or hosts = ["NAME"]`;
  return `expected ${expected} at risk ${risk}, found share = ${share ?? 'none'}`;
}

/** Whether the host of that name is one that asks the canary first: always the same answer for the same three. */
export function isCanaryHost(host: string, locus: string, { allele, share = 0, hosts }: Canary): boolean {
  return hosts === undefined ? place(host, locus, allele) < share : hosts.includes(host);
}

/** 48 bits of a digest: where in [0, 1) the host stands. */
function place(host: string, locus: string, allele: Sha256): number {
  return Number.parseInt(sha256(JSON.stringify([host, allele, locus])).slice(0, 12), 16) / 2 ** 48;
}

/** The canary, unless it is dominant already or was ruled out since. */
export function standingCanary(entry: LocusExpression | undefined): Canary | undefined {
  const canary = entry?.canary;
  if (entry === undefined || canary === undefined) return undefined;
  const over = entry.dominant === canary.allele || entry.deprecated.includes(canary.allele);
  return over ? undefined : canary;
}
