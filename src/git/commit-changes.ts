import { UsageError } from '../errors/usage-error.ts';
import { writeChangedTree } from './changed-tree.ts';
import { CheckedOutFiles, type PathChange } from './checked-out-files.ts';
import { commitSignatures, type IdentityConfig, type Person } from './identity.ts';
import { inBatches } from './in-batches.ts';
import { lockRef, type LockedRef } from './locked-ref.ts';
import { openObjects, type ObjectStore, type TreeLine } from './object-store.ts';
import { gitIoError, type Repository } from './repository.ts';
import { safeRelativePath } from './safe-relative-path.ts';

export interface CommitRequest {
  /** `HEAD`, a branch or a full ref name. It is made when it does not exist. */
  readonly ref: string;
  /** New bytes by path; `null` takes the file away. */
  readonly changes: ReadonlyMap<string, Uint8Array | null>;
  readonly message: string;
  /** Who wrote the change, where that is not who runs the process. */
  readonly author?: Person;
  /** The commit the change was decided on; `null` when the ref must not exist. Left out: whatever the ref points to. */
  readonly expectedHead?: string | null;
  /** The commit a ref that does not exist yet grows from; without it, it begins with a commit that has no parent. */
  readonly startFrom?: string;
  /** Gives an armoured signature of the commit's text; without it, the commit is not signed. */
  readonly sign?: (payload: string) => Promise<string>;
}

export interface CommitResult {
  /** Full name of the ref. */
  readonly ref: string;
  /** What it points to now. */
  readonly commit: string;
  /** False when the files were so already: then there is no new commit. */
  readonly changed: boolean;
}

/**
 * Adds one commit to a ref: blobs, trees and the commit are written as objects, then the ref is swapped under git's own
 * lock. When the ref is checked out, the work tree and index entries of the changed paths follow. Hooks do not run.
 * @throws SgError `ref-moved` (see `isRefMoved`) when the ref is not at `expectedHead`; UsageError `uncommitted-changes`,
 * `unsafe-path`, `path-conflict`, `detached-head`, `checked-out-elsewhere`, `invalid-ref-name`, `ref-name-conflict`,
 * `invalid-message`; EnvironmentError `git-locked`, `git-io`, `unsupported-index`; IntegrityError for broken objects and
 * refs. After any of them, ref, index and work tree are as before.
 * @param identity who commits, for callers that make many commits; otherwise git is asked
 */
export async function commitChanges(
  repository: Repository,
  request: CommitRequest,
  identity?: IdentityConfig,
): Promise<CommitResult> {
  for (const path of request.changes.keys()) safeRelativePath(path);
  checkMessage(request.message);
  try {
    return await commitChecked(repository, request, identity);
  } catch (error) {
    throw isFileSystemError(error) ? gitIoError(`commit to ${request.ref}`, error) : error;
  }
}

async function commitChecked(
  repository: Repository,
  request: CommitRequest,
  identity: IdentityConfig | undefined,
): Promise<CommitResult> {
  const objects = await openObjects(repository);
  const blobs = await writeBlobs(objects, request.changes);
  const locked = await lockRef(repository, request.ref, request.expectedHead);
  try {
    return await commitLocked({ repository, request, identity, objects, blobs, locked });
  } finally {
    await locked.release();
  }
}

function isFileSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

interface Work {
  readonly repository: Repository;
  readonly request: CommitRequest;
  readonly identity: IdentityConfig | undefined;
  readonly objects: ObjectStore;
  readonly blobs: ReadonlyMap<string, string | null>;
  readonly locked: LockedRef;
}

async function commitLocked(work: Work): Promise<CommitResult> {
  const { repository, request, identity, objects, blobs, locked } = work;
  const { ref, head } = locked;
  const base = head ?? request.startFrom;
  const baseTree = base === undefined ? undefined : (await objects.readCommit(base)).tree;
  const { tree, before } = await writeChangedTree(objects, baseTree, blobs);
  const same = base !== undefined && tree === baseTree;
  if (same && base === head) return { ref, commit: base, changed: false };
  const files = locked.isHead
    ? await CheckedOutFiles.inspect(repository, pathChanges(request, blobs, before))
    : undefined;
  const { author, committer } = await commitSignatures(repository, request.author, identity);
  const parents = base === undefined ? [] : [base];
  const commit = same
    ? base
    : await objects.writeCommit({ tree, parents, author, committer, message: request.message }, request.sign);
  await files?.write();
  try {
    await locked.move(commit, { by: committer, reason: request.message, index: await files?.freshIndex() });
  } catch (error) {
    await files?.restore();
    throw error;
  }
  return { ref, commit, changed: true };
}

async function writeBlobs(
  objects: ObjectStore,
  changes: CommitRequest['changes'],
): Promise<ReadonlyMap<string, string | null>> {
  const blobs = await inBatches([...changes], async ([path, bytes]) => {
    return [path, bytes === null ? null : await objects.writeBlob(bytes)] as const;
  });
  return new Map(blobs);
}

/** The paths whose files differ; one that is asked to be what it is may have uncommitted changes in peace. */
function pathChanges(
  request: CommitRequest,
  blobs: ReadonlyMap<string, string | null>,
  before: ReadonlyMap<string, TreeLine>,
): readonly PathChange[] {
  return [...request.changes].flatMap(([path, bytes]) => {
    const oid = blobs.get(path) ?? null;
    const committed = before.get(path);
    if (oid === (committed?.oid ?? null)) return [];
    return [{ path, next: bytes === null || oid === null ? null : { bytes, oid }, committed }];
  });
}

function checkMessage(message: string): void {
  if (message.trim() !== '' && !message.includes('\0')) return;
  throw new UsageError({
    code: 'invalid-message',
    message: `Expected a commit message without NUL characters, got ${JSON.stringify(message.slice(0, 100))}.`,
  });
}
