import { rightWhereWrong } from '../../ledger/disagreements.ts';
import { inputOfCase } from '../../ledger/failure-inputs.ts';
import type { LedgerState } from '../../ledger/ledger-fold.ts';
import { addRecords, type OwnRecord } from '../../selection/own-record.ts';
import type { Hearing } from '../../selection/testimony.ts';
import type { Comparison, Contestant, EvidenceSource } from './evidence-source.ts';
import { LedgerHearing, type Word } from './ledger-hearing.ts';

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

/** What hosts have seen: disagreements on each input once a host, hosts together by addition. */
export class LedgerEvidence implements EvidenceSource {
  readonly names: readonly string[];
  readonly #hosts: readonly HostStates[];

  constructor(hosts: readonly HostStates[]) {
    this.#hosts = hosts;
    this.names = hosts.map(({ name }) => name);
  }

  hear({ locus, allele, other }: Comparison): Hearing {
    const words = this.#hosts.map(({ name, states }): Word => {
      const { wins: won, losses: lost } = seenBy(states, { locus, allele, other });
      const [mine, theirs] = [shownBy(states, locus, allele), shownBy(states, locus, other)];
      return {
        host: name,
        won,
        lost,
        rival: recordBy(states, locus, allele.digest),
        dominant: recordBy(states, locus, other.digest),
        shown: { ...(mine === undefined ? {} : { won: mine }), ...(theirs === undefined ? {} : { lost: theirs }) },
      };
    });
    return new LedgerHearing(words, { won: allele.promptedBy !== undefined, lost: other.promptedBy !== undefined });
  }

  /** Whoever says anything at all of the locus, so that nobody has a say and is not counted. */
  hostsAt(locus: string): number {
    const speaks = ({ tallies, disagreements, failures }: LedgerState): boolean =>
      [tallies, disagreements, failures].some((known) => known.has(locus));
    return this.#hosts.filter(({ states }) => states.some(speaks)).length;
  }
}

/** The input an allele was made for, where this host knows it. */
function shownBy(states: readonly LedgerState[], locus: string, { promptedBy }: Contestant): string | undefined {
  if (promptedBy === undefined) return undefined;
  return states.map(({ failures }) => inputOfCase(failures, locus, promptedBy)).find((input) => input !== undefined);
}

/**
 * Attempts whose process died were no right answers; refusals and an environment that was away say nothing, nor does what
 * an allele was asked only because a canary had failed.
 */
function recordBy(states: readonly LedgerState[], locus: string, digest: string): OwnRecord {
  const tallies = states.flatMap((state) => state.tallies.get(locus)?.get(digest) ?? []);
  const sum = tallies
    .map(({ outcomes, interrupted, afterCanary }) => ({
      right: outcomes.ok - afterCanary.right,
      wrong: outcomes['gene-failure'] - afterCanary.wrong + interrupted,
    }))
    .reduce(addRecords, { right: 0, wrong: 0 });
  return { right: credible(sum.right), wrong: credible(sum.wrong) };
}

/** More than any host is ever asked; a million hosts of it still add up exactly, and can be taken off again. */
const mostAsked = 2 ** 32;

/** Numbers in a summary are claims. One below nothing, or so large that it swallows those of others, must not count so. */
function credible(count: number): number {
  return count > 0 ? Math.min(mostAsked, Math.floor(count)) : 0;
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
