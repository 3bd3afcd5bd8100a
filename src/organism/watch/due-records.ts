import type { GeneContract } from '../../contract/ast.ts';
import type { ContractSet } from '../../contract/contract-set.ts';
import type { DueCheck, DueRecord } from '../../ledger/record.ts';
import type { JsonObject } from '../../model/json.ts';
import { isRequired } from '../run/feeds.ts';

const hour = 3600;

/**
 * Seconds after a successful change at which resilience is looked at: an hour (leases, timers and caches have been renewed
 * once), six hours (a shift of load), a day (nightly jobs, a reboot for updates), a week (everything that happens weekly).
 */
export const resilienceMoments = [hour, 6 * hour, 24 * hour, 7 * 24 * hour] as const;

/** The attempt a later finding is credited to. */
export interface Creditor {
  readonly run: string;
  readonly attempt: number;
  /** Kernel time it was done, seconds since 1970. */
  readonly at: number;
  readonly locus: string;
  readonly allele: string;
}

/** Convergence checks that a run did not wait for: at the end of the contract's window, in seconds. */
export function convergenceDue(who: Creditor, windowSeconds: number, check: readonly DueCheck[]): readonly DueRecord[] {
  if (check.length === 0) return [];
  return [{ t: 'due', ...who, timescale: 'convergence', notBefore: who.at + windowSeconds, check: [...check] }];
}

/** Resilience checks of a successful configuration attempt: one record a moment; none where no diagnostic feeds its locus. */
export function resilienceDue(contracts: ContractSet, who: Creditor, input: JsonObject): readonly DueRecord[] {
  const check = [...contracts.genes.values()].flatMap((gene) => resilienceCheck(gene, who.locus, input));
  if (check.length === 0) return [];
  return resilienceMoments.map((after) => ({
    t: 'due',
    ...who,
    timescale: 'resilience',
    notBefore: who.at + after,
    check,
  }));
}

/**
 * The diagnostic asked about what the attempt was asked to make: required fields take the value of the same name. Where
 * one has no counterpart nobody knows what to ask, and nothing is.
 */
function resilienceCheck(gene: GeneContract, locus: string, input: JsonObject): readonly DueCheck[] {
  const feeds = gene.feeds.some((feed) => feed.locus.text === locus && feed.timescale === 'resilience');
  if (gene.family !== 'diagnostic' || !feeds) return [];
  const names = gene.takes.filter(isRequired).map(({ name }) => name.text);
  const bound = names.flatMap((name) => {
    const value = input[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  if (bound.length < names.length) return [];
  return [{ target: gene.name.text, arguments: Object.fromEntries(bound) as DueCheck['arguments'] }];
}
