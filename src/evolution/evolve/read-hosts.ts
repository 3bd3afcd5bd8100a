import { SgError } from '../../errors/sg-error.ts';
import { identifiedTree } from '../../git/commit-tree.ts';
import { inBatches } from '../../git/in-batches.ts';
import type { Repository } from '../../git/repository.ts';
import { openSwiftObjects, type SwiftObjects } from '../../git/swift-objects.ts';
import { statesOf } from '../../ledger/published-progress.ts';
import { continuePublished } from '../../ledger/read-published.ts';
import { identityOf } from '../../ledger/host-identity.ts';
import type { HostCache, KnownHost } from './host-cache.ts';
import { versionName, type HostStates, type LedgerVersion } from './ledger-evidence.ts';

/** A ledger that does not count, and why. */
export interface IgnoredLedger {
  /** `fitness/<host>@<commit>`, or the name alone. Untrusted: anybody who may push chooses it. */
  readonly ledger: string;
  /** Code of the error. */
  readonly error: string;
}

export interface ReadHostsOptions {
  /** Left out: everything is read from git, as it has to be where somebody checks. */
  readonly cache?: HostCache;
  /** Branch of this host: what is wrong with it is this host's to mend, so it is thrown. */
  readonly own?: string;
  /** Throw what is wrong with any. */
  readonly strict?: boolean;
  readonly progress?: (done: number, of: number) => void;
}

export interface ReadHosts {
  readonly hosts: readonly HostStates[];
  readonly ignored: readonly IgnoredLedger[];
}

/**
 * Ledgers as they stood at their commits, in the order given. One that does not check is left out and named; so is one that
 * the machine of another has written, because what a machine saw must not count twice.
 * @throws IntegrityError `fitness-branch-damaged`, `git-object-missing` and the like; for the own branch only, unless strict
 */
export async function readHosts(
  repository: Repository,
  versions: readonly LedgerVersion[],
  options: ReadHostsOptions = {},
): Promise<ReadHosts> {
  const objects = await openSwiftObjects(repository);
  let done = 0;
  try {
    const found = await inBatches(versions, async (version) => {
      const read = await readOne(objects, version, options);
      options.progress?.((done += 1), versions.length);
      return read;
    });
    return oncePerMachine(found);
  } finally {
    objects.close();
  }
}

interface Found extends HostStates {
  readonly version: LedgerVersion;
  readonly host: KnownHost;
}

async function readOne(
  objects: SwiftObjects,
  version: LedgerVersion,
  { cache, own, strict = false }: ReadHostsOptions,
): Promise<Found | IgnoredLedger> {
  const name = versionName(version);
  try {
    const known = await cache?.get(version);
    if (known?.commit === version.commit) return { name, version, host: known, states: statesOf(known.progress) };
    const { states, ...host } = await readOn(objects, version, known);
    await cache?.put(version, host);
    return { name, version, host, states };
  } catch (error) {
    if (strict || version.branch === own || !(error instanceof SgError)) throw error;
    return { ledger: name, error: error.code };
  }
}

async function readOn(
  objects: SwiftObjects,
  { commit }: LedgerVersion,
  known: KnownHost | undefined,
): Promise<KnownHost & Pick<HostStates, 'states'>> {
  const tree = await identifiedTree(objects, commit);
  const { committer } = await objects.readCommit(commit);
  const { states, progress } = await continuePublished(tree, known?.progress);
  return { commit, at: committer.timestamp, machine: (await identityOf(tree)) ?? null, progress, states };
}

function oncePerMachine(found: readonly (Found | IgnoredLedger)[]): ReadHosts {
  const writers = new Map<string, Found>();
  for (const one of found) {
    const machine = 'host' in one ? one.host.machine : null;
    if (!('host' in one) || machine === null) continue;
    const other = writers.get(machine);
    if (other === undefined || isNewer(one, other)) writers.set(machine, one);
  }
  const counts = (one: Found): boolean => one.host.machine === null || writers.get(one.host.machine) === one;
  const hosts = found.filter((one) => 'host' in one).filter(counts);
  const ignored = found.flatMap((one): readonly IgnoredLedger[] => {
    if (!('host' in one)) return [one];
    return counts(one) ? [] : [{ ledger: one.name, error: 'same-machine' }];
  });
  return { hosts: hosts.map(({ name, states }) => ({ name, states })), ignored };
}

function isNewer(one: Found, other: Found): boolean {
  if (one.host.at !== other.host.at) return one.host.at > other.host.at;
  return one.version.branch < other.version.branch;
}
