import { listRefs } from '../../git/list-refs.ts';
import type { ObjectStore } from '../../git/object-store.ts';
import type { Repository } from '../../git/repository.ts';
import { walkHistory } from '../../git/walk-history.ts';
import { isFitnessBranch } from './fitness-branch.ts';
import type { LedgerVersion } from './ledger-evidence.ts';

/**
 * Ledgers that stood on branches known here before a decision and that it does not name. They may not have checked then, or
 * not have been pushed yet; or somebody left out those who would have had to agree.
 * @param at the decision's time, seconds since 1970
 */
export async function unnamedLedgers(
  repository: Repository,
  objects: ObjectStore,
  { named, at }: { readonly named: readonly LedgerVersion[]; readonly at: number },
): Promise<readonly string[]> {
  const refs = [...(await listRefs(repository, 'refs/heads')), ...(await listRefs(repository, 'refs/remotes'))];
  const unnamed = new Set<string>();
  for (const { name, oid } of refs) {
    const branch = name.replace(/^refs\/(?:heads|remotes\/[^/]+)\//, '');
    if (!isFitnessBranch(branch) || named.some((ledger) => ledger.branch === branch)) continue;
    if (await stoodBefore(repository, objects, { tip: oid, at })) unnamed.add(branch);
  }
  return [...unnamed].sort();
}

/** Whether the branch had a commit by then, as its committers' clocks say. */
async function stoodBefore(
  repository: Repository,
  objects: ObjectStore,
  { tip, at }: { readonly tip: string; readonly at: number },
): Promise<boolean> {
  for await (const { commit } of walkHistory(repository, objects, tip)) {
    if (commit.committer.timestamp <= at) return true;
  }
  return false;
}
