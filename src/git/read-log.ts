import { openObjects, type CommitObject, type Signature } from './object-store.ts';
import type { Repository } from './repository.ts';
import { requireRef } from './resolve-ref.ts';
import { parseTrailers, type Trailer } from './trailers.ts';

/** One commit for reading. */
export interface CommitInfo {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly subject: string;
  readonly message: string;
  readonly trailers: readonly Trailer[];
}

/**
 * The history of a ref, newest first by committer's time.
 * @param limit the most commits to read
 * @throws UsageError `unknown-ref`, `invalid-ref-name`; IntegrityError `git-object-missing`, `git-object-unreadable`
 */
export async function readLog(repository: Repository, ref: string, limit = 100): Promise<readonly CommitInfo[]> {
  const oid = await requireRef(repository, ref);
  const objects = await openObjects(repository);
  return (await objects.history(oid, limit)).map(commitInfo);
}

/** One commit by anything `resolveRef` takes. Errors as `readLog`. */
export async function readCommit(repository: Repository, ref: string): Promise<CommitInfo> {
  const oid = await requireRef(repository, ref);
  const objects = await openObjects(repository);
  return commitInfo(await objects.readCommit(oid));
}

function commitInfo(commit: CommitObject & { readonly oid: string }): CommitInfo {
  const { oid, parents, author, committer, message } = commit;
  const subject = message.split('\n', 1)[0] ?? '';
  return { oid, parents, author, committer, subject, message, trailers: parseTrailers(message) };
}
