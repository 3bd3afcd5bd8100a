import { UsageError } from '../../errors/usage-error.ts';
import { commitTree } from '../../git/commit-tree.ts';
import type { Standing } from '../../git/decide-and-commit.ts';
import type { Repository } from '../../git/repository.ts';
import { resolveRef } from '../../git/resolve-ref.ts';
import type { TreeReader } from '../../git/tree-reader.ts';

/** A standing that has a commit. */
export interface CommittedStanding {
  readonly head: string;
  readonly tree: TreeReader;
}

/** What is committed on the branch that is checked out, for a plan that is only shown. */
export async function headStanding(repository: Repository): Promise<Standing> {
  const head = await resolveRef(repository, 'HEAD');
  return { head, tree: head === undefined ? undefined : await commitTree(repository, head) };
}

/** @throws UsageError `no-commits` */
export function committed({ head, tree }: Standing): CommittedStanding {
  if (head !== undefined && tree !== undefined) return { head, tree };
  throw new UsageError({
    code: 'no-commits',
    message: 'Expected a branch with commits to be checked out, found one that has none yet.',
    hint: '`sg init` commits the genome that is there; then try again.',
  });
}
