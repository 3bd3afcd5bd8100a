import { EnvironmentError } from '../errors/environment-error.ts';
import { openObjects } from '../git/object-store.ts';
import type { Repository } from '../git/repository.ts';
import { resolveRef } from '../git/resolve-ref.ts';
import { shallowCommits } from '../git/walk-history.ts';

/** Stands for the root of a repository that has no commit yet. */
const unborn = '0'.repeat(40);

/**
 * What seeds derive from beside the candidate's digest: the repository's first commit, found along first parents. Nobody
 * can change it in a proposal, it is the same on every branch, and two repositories draw different worlds.
 * @throws EnvironmentError `shallow-history` where the clone does not reach back that far
 */
export async function repositoryNonce(repository: Repository): Promise<string> {
  const head = await resolveRef(repository, 'HEAD');
  if (head === undefined) return unborn;
  const [objects, cutOff] = [await openObjects(repository), await shallowCommits(repository)];
  for (let oid = head; ;) {
    if (cutOff.has(oid)) throw shallow(repository);
    const [parent] = (await objects.readCommit(oid)).parents;
    if (parent === undefined) return oid;
    oid = parent;
  }
}

function shallow(repository: Repository): EnvironmentError {
  return new EnvironmentError({
    code: 'shallow-history',
    message: `Expected the whole history of ${repository.root}, found a shallow clone.`,
    hint: 'Fetch the rest with `git fetch --unshallow`; in a workflow check out with `fetch-depth: 0`.',
  });
}
