import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EnvironmentError } from '../errors/environment-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { gitIoError } from './repository.ts';

/** How long to wait for another holder; a commit holds its locks for some ten milliseconds. */
const patienceMs = 15_000;
const longestPauseMs = 60;

/**
 * Git's own way to change a file: `<file>.lock` is created exclusively, filled, and renamed over the file. The git
 * program and every sg process keep out of each other's way by it.
 */
export class LockFile {
  readonly #file: string;
  #handle: FileHandle | undefined;

  private constructor(file: string, handle: FileHandle) {
    this.#file = file;
    this.#handle = handle;
  }

  /**
   * @throws EnvironmentError `git-locked` when another holds it for too long, `git-io`; UsageError `ref-name-conflict`
   */
  static async acquire(file: string, waitMs = patienceMs): Promise<LockFile> {
    const deadline = performance.now() + waitMs;
    for (;;) {
      const handle = await createExclusively(`${file}.lock`);
      if (handle !== undefined) return new LockFile(file, handle);
      if (performance.now() >= deadline) throw locked(file);
      // Random pauses keep waiting processes from meeting again and again.
      await delay(1 + Math.random() * longestPauseMs);
    }
  }

  /** Replaces the file by these bytes and gives the lock back. */
  async commit(bytes: Uint8Array | string): Promise<void> {
    const handle = this.#handle;
    if (handle === undefined) throw new Error(`lock on ${this.#file} was given back before`);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
      await handle.close();
      await rename(`${this.#file}.lock`, this.#file);
      this.#handle = undefined;
    } catch (cause) {
      await this.release();
      throw gitIoError(`write ${this.#file}`, cause);
    }
  }

  /** Gives the lock back and leaves the file as it was. Safe to call again, and after `commit`. */
  async release(): Promise<void> {
    const handle = this.#handle;
    if (handle === undefined) return;
    this.#handle = undefined;
    await handle.close().catch(() => undefined);
    await rm(`${this.#file}.lock`, { force: true });
  }
}

/** `undefined` when another holds the lock, or took the folder away just now (git removes empty ref folders). */
async function createExclusively(path: string): Promise<FileHandle | undefined> {
  try {
    await mkdir(dirname(path), { recursive: true });
    return await open(path, 'wx', 0o666);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    // mkdir gives EEXIST or ENOTDIR where a file stands in place of a folder; the same codes without that mean a holder.
    if (code === 'ENOTDIR' || (code === 'EEXIST' && (cause as NodeJS.ErrnoException).syscall === 'mkdir')) {
      throw nameConflict(path, cause);
    }
    if (code === 'EEXIST' || code === 'ENOENT') return undefined;
    throw gitIoError(`create ${path}`, cause);
  }
}

function nameConflict(path: string, cause: unknown): UsageError {
  return new UsageError({
    code: 'ref-name-conflict',
    message: `Cannot create ${path}: a ref has the name of one of its folders.`,
    hint: 'Choose another name, or delete the ref that is in the way.',
    cause,
  });
}

function locked(file: string): EnvironmentError {
  return new EnvironmentError({
    code: 'git-locked',
    message: `Expected to lock ${file}, but ${file}.lock was held the whole time.`,
    hint: `Another git or sg is at work there. If none is (it was killed), remove ${file}.lock.`,
    details: { lock: `${file}.lock` },
  });
}
