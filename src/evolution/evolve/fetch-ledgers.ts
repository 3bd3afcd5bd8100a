import { UsageError } from '../../errors/usage-error.ts';
import { moveRefs } from '../../git/move-refs.ts';
import { isObjectId } from '../../git/ref-name.ts';
import { resolveRef } from '../../git/resolve-ref.ts';
import type { Repository } from '../../git/repository.ts';
import { fetchBranches, type WantedBranch } from '../../git/transport/fetch-branches.ts';
import { openTransport } from '../../git/transport/open-transport.ts';
import { configuredUrl, listRemotes, unknownRemote } from '../../git/transport/remotes.ts';
import type { TransferLimits, Transport } from '../../git/transport/transport.ts';
import { isFitnessBranch } from './fitness-branch.ts';
import type { LedgerVersion } from './ledger-evidence.ts';
import type { IgnoredLedger } from './read-hosts.ts';

/** A remote whose branches are remembered under its name, as git does. */
export interface NamedRemote {
  readonly name: string;
  readonly transport: Transport;
}

/** @throws UsageError `unknown-remote`: an address would leave nowhere to remember what was seen there */
export async function openNamedRemote(repository: Repository, name: string): Promise<NamedRemote> {
  if ((await configuredUrl(repository, name)) === undefined) {
    throw unknownRemote(name, await listRemotes(repository));
  }
  return { name, transport: await openTransport(repository, name) };
}

export interface FetchLedgersRequest {
  /** The branch decisions are made on. */
  readonly branch: string;
  readonly limits?: TransferLimits;
  readonly progress?: (done: number, of: number) => void;
}

/** What a remote holds, all of it here now. */
export interface RemoteStanding {
  /** Commit of the branch decisions are made on. */
  readonly head: string;
  /** Every host's ledger, sorted by name. */
  readonly versions: readonly LedgerVersion[];
  readonly ignored: readonly IgnoredLedger[];
  /** Ledgers that have come on since the last time. */
  readonly fetched: number;
}

/** One ledger's new records and cases; a host that brings more at once is no host of ours. */
const mostBytes = 64 * 1024 * 1024;
const longestMs = 120_000;

/** More hosts are a flood. */
const mostHosts = 10_000;

/**
 * Brings a remote's main and what is new of its hosts' ledgers. A ledger that can't be had, or whose name is none, is left
 * out and named.
 * @throws EnvironmentError for the remote; UsageError `unknown-remote-branch`
 */
export async function fetchLedgers(
  repository: Repository,
  remote: NamedRemote,
  { branch, limits = {}, progress }: FetchLedgersRequest,
): Promise<RemoteStanding> {
  const there = await remote.transport.list(limits);
  const head = await fetchMain(repository, remote, { branch, limits, tip: there.get(branch) });
  const { versions, ignored } = hostsOf(there);
  const wanted: WantedBranch[] = [];
  for (const { branch: name, commit } of versions) {
    const ref = trackingRef(remote, name);
    const known = await resolveRef(repository, ref);
    if (known !== commit) wanted.push({ branch: name, ref, have: known ?? head });
  }
  const bounds = { maxBytes: mostBytes, totalMs: longestMs, ...limits };
  const options = { limits: bounds, ...(progress === undefined ? {} : { progress }) };
  const { tips, failed } = await fetchBranches(remote.transport, repository, wanted, options);
  return {
    head,
    versions: versions.flatMap((one) => {
      if (failed.has(one.branch)) return [];
      return [{ branch: one.branch, commit: tips.get(one.branch) ?? one.commit }];
    }),
    ignored: [...ignored, ...[...failed].map(([ledger, { code }]) => ({ ledger, error: code }))],
    fetched: tips.size,
  };
}

/** What a remote's branch was when it was last seen. */
export function trackingRef({ name }: Pick<NamedRemote, 'name'>, branch: string): string {
  return `refs/remotes/${name}/${branch}`;
}

interface Main {
  readonly branch: string;
  readonly limits: TransferLimits;
  readonly tip: string | undefined;
}

async function fetchMain(repository: Repository, remote: NamedRemote, { branch, limits, tip }: Main): Promise<string> {
  if (tip === undefined) throw noSuchBranch(remote, branch);
  const ref = trackingRef(remote, branch);
  const known = await resolveRef(repository, ref);
  if (known === tip) return tip;
  const have = known ?? (await resolveRef(repository, `refs/heads/${branch}`));
  const found = await remote.transport.fetch(repository, {
    ...limits,
    branch,
    ...(have === undefined ? {} : { have }),
  });
  await moveRefs(repository, new Map([[ref, found.tip]]), 'fetch');
  return found.tip;
}

function hostsOf(there: ReadonlyMap<string, string>): Pick<RemoteStanding, 'versions' | 'ignored'> {
  const found = [...there].filter(([name]) => name.startsWith('fitness/')).sort(([a], [b]) => (a < b ? -1 : 1));
  const isHost = ([name, oid]: readonly [string, string]): boolean => isFitnessBranch(name) && isObjectId(oid);
  const hosts = found.filter(isHost);
  const others = found.filter((one) => !isHost(one));
  return {
    versions: hosts.slice(0, mostHosts).map(([branch, commit]) => ({ branch, commit })),
    ignored: [
      ...others.map(([ledger]) => ({ ledger: ledger.slice(0, 200), error: 'invalid-host-name' })),
      ...hosts.slice(mostHosts).map(([ledger]) => ({ ledger, error: 'too-many-hosts' })),
    ],
  };
}

function noSuchBranch({ transport }: NamedRemote, branch: string): UsageError {
  return new UsageError({
    code: 'unknown-remote-branch',
    message: `There is no branch ${branch} at ${transport.address.url}.`,
    hint: '`--branch NAME` names the one that decisions are made on.',
  });
}
