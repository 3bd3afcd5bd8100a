import { join } from 'node:path';
import { UsageError } from '../errors/usage-error.ts';
import { listRefs } from './list-refs.ts';
import { LockFile } from './lock-file.ts';
import type { Signature } from './object-store.ts';
import { refuseCheckedOutElsewhere } from './other-work-trees.ts';
import { fullRefName } from './ref-name.ts';
import { refMoved } from './ref-moved.ts';
import { appendReflog } from './reflog.ts';
import type { Repository } from './repository.ts';
import { followSymbolic, readHead, readPackedRefs, readRef } from './resolve-ref.ts';

/** A ref nobody else can move until it is released. */
export interface LockedRef {
  /** Full name. */
  readonly ref: string;
  /** What it points to; `undefined` when it does not exist. */
  readonly head: string | undefined;
  /** Whether it is checked out in this work tree; then the index is locked too. */
  readonly isHead: boolean;
  /** Moves the ref, notes it in the reflog, replaces the index where given, and releases. */
  move(to: string, record: MoveRecord): Promise<void>;
  /** Safe to call again, and after `move`. */
  release(): Promise<void>;
}

export interface MoveRecord {
  readonly by: Signature;
  /** Its first line goes to the reflog. */
  readonly reason: string;
  readonly index: Uint8Array | undefined;
}

/**
 * Takes git's locks for one ref, the index first as git does.
 * @param expected what the ref must point to; `null`: nothing; `undefined`: anything
 * @throws SgError `ref-moved`; UsageError `detached-head`, `checked-out-elsewhere`, `invalid-ref-name`,
 * `ref-name-conflict`; EnvironmentError `git-locked`, `git-io`
 */
export async function lockRef(repository: Repository, name: string, expected?: string | null): Promise<LockedRef> {
  const ref = await refToMove(repository, name);
  const indexLock = await lockIndexOfHead(repository, ref);
  const held = indexLock === undefined ? [] : [indexLock];
  const release = async (): Promise<void> => {
    for (const lock of held.toReversed()) await lock.release();
  };
  try {
    await refuseCheckedOutElsewhere(repository, ref);
    const refLock = await LockFile.acquire(join(repository.commonDir, ref));
    held.push(refLock);
    const head = await readRef(repository, ref);
    if (expected !== undefined && (expected ?? undefined) !== head) throw refMoved(ref, expected, head);
    if (head === undefined) await refuseNameConflict(repository, ref);
    const isHead = indexLock !== undefined;
    const move = async (to: string, { by, reason, index }: MoveRecord): Promise<void> => {
      const subject = `commit: ${reason.trimStart().split('\n', 1)[0] ?? ''}`;
      await appendReflog(repository, { ref, from: head, to, by, reason: subject }, isHead);
      await refLock.commit(`${to}\n`);
      if (index !== undefined) await indexLock?.commit(index);
    };
    return { ref, head, isHead, move, release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function refToMove(repository: Repository, name: string): Promise<string> {
  if (name !== 'HEAD') return followSymbolic(repository, fullRefName(name));
  const head = await readHead(repository);
  if ('branch' in head) return head.branch;
  throw new UsageError({
    code: 'detached-head',
    message: 'Expected a branch to be checked out, but HEAD is detached: a commit there would belong to no branch.',
    hint: 'Check one out with `git switch BRANCH`, or name the branch.',
  });
}

/** HEAD is read again under the lock: `git switch` holds it while it changes HEAD. */
async function lockIndexOfHead(repository: Repository, ref: string): Promise<LockFile | undefined> {
  if (!(await isCheckedOut(repository, ref))) return undefined;
  const lock = await LockFile.acquire(join(repository.gitDir, 'index'));
  if (await isCheckedOut(repository, ref)) return lock;
  await lock.release();
  return undefined;
}

async function isCheckedOut(repository: Repository, ref: string): Promise<boolean> {
  const head = await readHead(repository);
  return 'branch' in head && head.branch === ref;
}

/** A ref cannot have the name of another's folder; among packed refs no file system stands in the way. */
async function refuseNameConflict(repository: Repository, ref: string): Promise<void> {
  const parts = ref.split('/');
  const packed = await readPackedRefs(repository);
  const above = parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
  const other = above.find((name) => packed.has(name)) ?? (await listRefs(repository, ref))[0]?.name;
  if (other === undefined) return;
  throw new UsageError({
    code: 'ref-name-conflict',
    message: `Cannot create ${ref}: ${other} exists, and one would be the folder of the other.`,
    hint: 'Choose another name, or delete the ref that is in the way.',
  });
}
