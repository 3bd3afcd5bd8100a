import { commitChanges, type CommitRequest, type CommitResult } from './commit-changes.ts';
import { commitTree } from './commit-tree.ts';
import { isRefMoved } from './ref-moved.ts';
import { fullRefName } from './ref-name.ts';
import type { Repository } from './repository.ts';
import { resolveRef } from './resolve-ref.ts';
import type { TreeReader } from './tree-reader.ts';

/** What a decision is made on: a ref as it stands. Both are `undefined` while the ref does not exist. */
export interface Standing {
  readonly head: string | undefined;
  readonly tree: TreeReader | undefined;
}

export type Decision = Pick<CommitRequest, 'changes' | 'message' | 'author' | 'startFrom' | 'sign'>;

/**
 * Read, decide, commit; when somebody else has committed meanwhile, read and decide again.
 * @param decide gives the commit to make, or `undefined` when there is nothing to do
 * @param attempts how often to try before giving up
 * @throws SgError `ref-moved` when every attempt came too late; otherwise as `commitChanges`
 */
export async function decideAndCommit(
  repository: Repository,
  ref: string,
  decide: (standing: Standing) => Promise<Decision | undefined>,
  attempts = 8,
): Promise<CommitResult | undefined> {
  for (let left = attempts - 1; ; left -= 1) {
    const head = await resolveRef(repository, ref === 'HEAD' ? ref : fullRefName(ref));
    const tree = head === undefined ? undefined : await commitTree(repository, head);
    const decision = await decide({ head, tree });
    if (decision === undefined) return undefined;
    try {
      return await commitChanges(repository, { ...decision, ref, expectedHead: head ?? null });
    } catch (error) {
      if (left <= 0 || !isRefMoved(error)) throw error;
    }
  }
}
