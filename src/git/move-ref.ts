import { UsageError } from '../errors/usage-error.ts';
import { commitSignatures } from './identity.ts';
import { lockRef } from './locked-ref.ts';
import type { Repository } from './repository.ts';

export interface RefMove {
  readonly to: string;
  /** What the ref must point to; `null`: nothing. */
  readonly expected: string | null;
  /** For the reflog. */
  readonly reason: string;
}

/**
 * Points a ref that is not checked out to a commit that is there already.
 * @throws SgError `ref-moved`; UsageError `branch-checked-out`; otherwise as `lockRef`
 */
export async function moveRef(repository: Repository, ref: string, { to, expected, reason }: RefMove): Promise<void> {
  const locked = await lockRef(repository, ref, expected);
  try {
    if (locked.isHead) throw checkedOut(locked.ref);
    const { committer } = await commitSignatures(repository);
    await locked.move(to, { by: committer, reason, index: undefined });
  } finally {
    await locked.release();
  }
}

function checkedOut(ref: string): UsageError {
  return new UsageError({
    code: 'branch-checked-out',
    message: `Expected ${ref} not to be checked out: it is to be moved, and the work tree would stay behind.`,
    hint: 'Switch to another branch with `git switch main`.',
  });
}
