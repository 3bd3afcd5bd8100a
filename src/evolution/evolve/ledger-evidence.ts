import { rightWhereWrong } from '../../ledger/disagreements.ts';
import { inputOfCase } from '../../ledger/failure-inputs.ts';
import type { LedgerState } from '../../ledger/ledger-fold.ts';
import { addPaired, noDisagreement, type PairedTally } from '../../model/paired-tally.ts';
import { addRecords, type OwnRecord } from '../../selection/own-record.ts';
import type { Comparison, Contestant, EvidenceSource } from './evidence-source.ts';

/** One host's published ledger as it stood at a commit. */
export interface LedgerVersion {
  /** The branch, as people write it: `fitness/<host>`. */
  readonly branch: string;
  readonly commit: string;
}

/** What one host's ledger adds up to, by epoch. */
export interface HostStates {
  readonly name: string;
  readonly states: readonly LedgerState[];
}

/** As trailers name it: `fitness/<host>@<commit>`. */
export function versionName({ branch, commit }: LedgerVersion): string {
  return `${branch}@${commit}`;
}

/** Disagreements that hosts have seen: each input once a host, hosts together by addition. */
export class LedgerEvidence implements EvidenceSource {
  readonly names: readonly string[];
  readonly #hosts: readonly HostStates[];

  constructor(hosts: readonly HostStates[]) {
    this.#hosts = hosts;
    this.names = hosts.map(({ name }) => name);
  }

  compare({ locus, allele, other }: Comparison): PairedTally {
    const all = this.#hosts.map(({ states }) => seenBy(states, { locus, allele, other }));
    const sum = all
      .map(({ wins, losses }) => ({ wins: wins.size, losses: losses.size }))
      .reduce(addPaired, noDisagreement);
    const shown = [this.#shown(locus, allele), this.#shown(locus, other)] as const;
    const left = (count: number, sets: readonly ReadonlySet<string>[], mark: Shown): number =>
      Math.max(0, count - withheld(sets, mark));
    return {
      wins: left(
        sum.wins,
        all.map(({ wins }) => wins),
        shown[0],
      ),
      losses: left(
        sum.losses,
        all.map(({ losses }) => losses),
        shown[1],
      ),
    };
  }

  /**
   * Attempts whose process died were no right answers; refusals and an environment that was away say nothing, nor does what
   * an allele was asked only because a canary had failed.
   */
  record(locus: string, digest: string): OwnRecord {
    const tallies = this.#hosts.flatMap(({ states }) => states.flatMap((s) => s.tallies.get(locus)?.get(digest) ?? []));
    return tallies
      .map(({ outcomes, interrupted, afterCanary }) => ({
        right: outcomes.ok - afterCanary.right,
        wrong: outcomes['gene-failure'] - afterCanary.wrong + interrupted,
      }))
      .reduce(addRecords, { right: 0, wrong: 0 });
  }

  /** The input an allele was made for. Any ledger may know it; where none does, it is one that can't be told. */
  #shown(locus: string, { promptedBy }: Contestant): Shown {
    if (promptedBy === undefined) return 'nothing';
    for (const { failures } of this.#hosts.flatMap(({ states }) => states)) {
      const input = inputOfCase(failures, locus, promptedBy);
      if (input !== undefined) return { input };
    }
    return 'unknown';
  }
}

type Shown = 'nothing' | 'unknown' | { readonly input: string };

/** How many wins were on the input that was shown: once a host. Where that is unknown, one win may have been. */
function withheld(won: readonly ReadonlySet<string>[], shown: Shown): number {
  if (shown === 'nothing') return 0;
  if (shown === 'unknown') return 1;
  return won.filter((inputs) => inputs.has(shown.input)).length;
}

interface Seen {
  readonly wins: ReadonlySet<string>;
  readonly losses: ReadonlySet<string>;
}

/** A host's epochs together: an input stands on the side it was first seen on. */
function seenBy(states: readonly LedgerState[], { locus, allele, other }: Comparison): Seen {
  const [wins, losses] = [new Set<string>(), new Set<string>()];
  for (const { disagreements } of states) {
    const [won, lost] = [
      rightWhereWrong(disagreements, locus, allele.digest, other.digest),
      rightWhereWrong(disagreements, locus, other.digest, allele.digest),
    ];
    for (const input of won) if (!losses.has(input)) wins.add(input);
    for (const input of lost) if (!wins.has(input)) losses.add(input);
  }
  return { wins, losses };
}
