import path from 'node:path';
import { IntegrityError } from '../errors/integrity-error.ts';
import { SgError } from '../errors/sg-error.ts';
import { assertOwned } from '../git/assert-owned.ts';
import { indexLists } from '../git/index-file.ts';
import { readIfPresent } from '../git/read-if-present.ts';
import { findRepository, type Repository } from '../git/repository.ts';
import type { TreeReader } from '../git/tree-reader.ts';
import { workTree } from '../git/work-tree.ts';
import { runningTree } from './host/host-place.ts';

/** A genome repository on this machine and where sg keeps its local state in it (`.sg/`, ignored by git). */
export interface Workspace {
  readonly repository: Repository;
  readonly root: string;
  /** The files as they are on disk now: what is edited is what runs. On a host, what was pulled. */
  readonly tree: TreeReader;
  readonly world: string;
  readonly lock: string;
  readonly ledger: string;
  /** Failures that runs captured. */
  readonly cases: string;
  /** Failures in worlds that the arena drew. */
  readonly drawnCases: string;
  /** What can be made again; SG_CACHE_DIR names one for several repositories. */
  readonly cache: string;
}

/**
 * The repository that `start` is in.
 * @throws UsageError `not-a-repository`; IntegrityError `repository-of-another`, `state-in-history`; EnvironmentError
 * `unsupported-index`
 */
export async function openWorkspace(start: string): Promise<Workspace> {
  const repository = await findRepository(start);
  const { root } = repository;
  await Promise.all([assertOwned(repository), refuseForeignState(repository)]);
  const state = path.join(root, '.sg');
  return {
    repository,
    root,
    tree: workTree(runningTree(root)),
    world: path.join(state, 'world.json'),
    lock: path.join(state, 'lock'),
    ledger: path.join(state, 'ledger'),
    cases: path.join(state, 'cases'),
    drawnCases: path.join(state, 'drawn-cases'),
    cache: process.env['SG_CACHE_DIR'] ?? path.join(state, 'cache'),
  };
}

/**
 * What lies in `.sg` is believed: compiled alleles, evidence, the ledger. So it must not have come with a clone or a checked
 * out proposal.
 */
async function refuseForeignState({ gitDir }: Repository): Promise<void> {
  const index = await readIfPresent(path.join(gitDir, 'index'));
  if (index === undefined || !indexLists(index, '.sg')) return;
  throw new IntegrityError({
    code: 'state-in-history',
    message:
      'Expected .sg to be the own state of this machine, but git holds files of it: they came from somebody else.',
    hint: 'Remove them with `git rm -r --force .sg` and commit that; who put them there had a reason or made a mistake.',
  });
}

/** The same, or `undefined` where there is no repository. */
export async function tryOpenWorkspace(start: string): Promise<Workspace | undefined> {
  try {
    return await openWorkspace(start);
  } catch (error) {
    if (error instanceof SgError && error.code === 'not-a-repository') return undefined;
    throw error;
  }
}
