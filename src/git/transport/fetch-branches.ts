import { EnvironmentError } from '../../errors/environment-error.ts';
import { SgError } from '../../errors/sg-error.ts';
import { joinPacks } from '../join-packs.ts';
import { moveRefs } from '../move-refs.ts';
import type { Repository } from '../repository.ts';
import type { TransferLimits, Transport } from './transport.ts';

export interface WantedBranch {
  /** Name over there, without `refs/heads/`. */
  readonly branch: string;
  /** Full name of the ref here that remembers it. */
  readonly ref: string;
  /** A commit of this repository: the branch comes with all of its history that does not lead to this. */
  readonly have: string;
}

export interface FetchBranchesOptions {
  /** For each branch. */
  readonly limits?: TransferLimits;
  readonly progress?: (done: number, of: number) => void;
}

export interface FetchedBranches {
  /** Commits by branch; the refs point to them now. */
  readonly tips: ReadonlyMap<string, string>;
  /** Branches that could not be had, and why: one that is broken does not keep the others away. */
  readonly failed: ReadonlyMap<string, SgError>;
}

/** So many at the same time: each is a few questions and answers. */
const abreast = 8;

/**
 * Brings many branches of a remote, together where the transport can do so, and notes them in refs.
 * @throws EnvironmentError where the remote itself is the matter: `remote-unreachable`, `remote-refused`, `git-io`,
 * `no-git-program`
 */
export async function fetchBranches(
  transport: Transport,
  repository: Repository,
  wanted: readonly WantedBranch[],
  options: FetchBranchesOptions = {},
): Promise<FetchedBranches> {
  const together = await fetchedTogether(transport, repository, wanted, options);
  if (together !== undefined) return { tips: together, failed: new Map() };
  const tips = new Map<string, string>();
  const failed = new Map<string, SgError>();
  const waiting = [...wanted];
  let done = 0;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { branch, have } = next;
      const found = await fetchOne(transport, repository, { ...options.limits, branch, have });
      if (typeof found === 'string') tips.set(branch, found);
      else failed.set(branch, found);
      options.progress?.((done += 1), wanted.length);
    }
  };
  await allOrFirstFault(Array.from({ length: abreast }, work), () => waiting.splice(0));
  const moves = wanted.flatMap(({ branch, ref }): [string, string][] => {
    const tip = tips.get(branch);
    return tip === undefined ? [] : [[ref, tip]];
  });
  await moveRefs(repository, new Map(moves), `fetch ${transport.address.url}`);
  await joinPacks(repository);
  return { tips, failed };
}

/** `undefined` where that can't be done, or one of them is broken: then each is asked for by itself. */
async function fetchedTogether(
  transport: Transport,
  repository: Repository,
  wanted: readonly WantedBranch[],
  { limits, progress }: FetchBranchesOptions,
): Promise<ReadonlyMap<string, string> | undefined> {
  if (transport.fetchTogether === undefined || wanted.length < 2) return undefined;
  try {
    const places = new Map(wanted.map(({ branch, ref }) => [branch, ref]));
    const tips = await transport.fetchTogether(repository, places, limits);
    progress?.(wanted.length, wanted.length);
    return tips.size === wanted.length ? tips : undefined;
  } catch (error) {
    if (error instanceof SgError && error.code !== 'no-git-program') return undefined;
    throw error;
  }
}

async function fetchOne(
  transport: Transport,
  repository: Repository,
  request: Parameters<Transport['fetch']>[1],
): Promise<string | SgError> {
  try {
    return (await transport.fetch(repository, request)).tip;
  } catch (error) {
    if (error instanceof SgError && !isOutage(error)) return error;
    throw error;
  }
}

const outages = ['remote-unreachable', 'remote-refused', 'git-io', 'no-git-program'];

/** What befell one branch would befall the others. */
function isOutage(error: SgError): boolean {
  return error instanceof EnvironmentError && outages.includes(error.code);
}

/** Nothing is still running when it is thrown. */
async function allOrFirstFault(workers: readonly Promise<void>[], stop: () => void): Promise<void> {
  const settled = await Promise.allSettled(
    workers.map((worker) =>
      worker.catch((error: unknown) => {
        stop();
        throw error;
      }),
    ),
  );
  const fault = settled.find((outcome) => outcome.status === 'rejected');
  if (fault !== undefined) throw fault.reason;
}
