import { SgError } from '../../../errors/sg-error.ts';
import { commitTree } from '../../../git/commit-tree.ts';
import { resolveRef } from '../../../git/resolve-ref.ts';
import { publishedChanges } from '../../../ledger/publish-ledger.ts';
import type { Workspace } from '../../workspace.ts';
import { lastExchange, type Exchange } from '../exchange-record.ts';

/** What of the ledger has not left this host. */
export interface Unpushed {
  /** Whether the remote lacks something. */
  readonly waiting: boolean;
  /** Ledger files with something that is not even committed. */
  readonly files: number;
  /** The newest push that arrived; null where there was none. */
  readonly last: Exchange | null;
}

/** Compares the ledger with the fitness branch as it was last pushed; asks nobody. */
export async function unpushed({ repository, root, ledger }: Workspace): Promise<Unpushed> {
  const last = (await lastExchange(root, 'push')) ?? null;
  const here = last === null ? undefined : await resolveRef(repository, `refs/heads/${last.branch}`);
  const files = (await publishedChanges(ledger, await treeOf(repository, here))).size;
  const ahead = here !== undefined && here !== last?.commit;
  return { waiting: files > 0 || ahead, files, last };
}

async function treeOf(
  repository: Workspace['repository'],
  commit: string | undefined,
): Promise<Awaited<ReturnType<typeof commitTree>> | undefined> {
  if (commit === undefined) return undefined;
  try {
    return await commitTree(repository, commit);
  } catch (error) {
    // Lost objects: everything counts as not pushed.
    if (error instanceof SgError) return undefined;
    throw error;
  }
}
