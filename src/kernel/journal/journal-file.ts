import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { EnvironmentError } from '../../errors/environment-error.ts';
import { encodeRecord } from './journal-line.ts';
import type { BeginRecord, JournalRecord } from './journal-record.ts';

/** Of a transaction that is, or was when it was cut off, under way. */
export const openSuffix = '.open';
/** Of one whose state could not be restored: `sg recover` tries again. */
export const incompleteSuffix = '.incomplete';

/** Of one whose work was left in place until somebody confirms it. */
export const armedSuffix = '.armed';

/** The write-ahead journal of one transaction. */
export class JournalFile {
  readonly path: string;
  readonly #handle: FileHandle;
  /** What stands behind a record that was cut off would never be read. */
  #torn = false;

  private constructor(file: string, handle: FileHandle) {
    this.path = file;
    this.#handle = handle;
  }

  /** @throws EnvironmentError `journal-unusable` */
  static async create(folder: string, begin: BeginRecord): Promise<JournalFile> {
    return usable(folder, async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = path.join(folder, `${Math.trunc(begin.at)}-${randomUUID()}${openSuffix}`);
      const journal = new JournalFile(file, await open(file, 'ax', 0o600));
      await journal.append(begin);
      await flushFolder(folder);
      return journal;
    });
  }

  /** Returns when the record is on the disk. */
  append(record: JournalRecord): Promise<void> {
    return this.#write(record, true);
  }

  /** Of what is over: it need not outlive a power cut, and the next record that must takes it along. */
  note(record: JournalRecord): Promise<void> {
    return this.#write(record, false);
  }

  async #write(record: JournalRecord, lasting: boolean): Promise<void> {
    await usable(this.path, async () => {
      if (this.#torn) throw new Error('an earlier record could not be written');
      this.#torn = true;
      await this.#handle.appendFile(encodeRecord(record));
      if (lasting) await this.#handle.datasync();
      this.#torn = false;
    });
  }

  /** Its work stays, to be confirmed by a later process. */
  async leaveArmed(): Promise<void> {
    await this.#handle.close();
    await renamed(this.path, armedSuffix);
  }

  /** Nothing is left to be done: the journal goes. Where something is, it is kept as incomplete. */
  async close(complete: boolean): Promise<void> {
    await this.#handle.close();
    await putAway(this.path, complete);
  }
}

export async function putAway(file: string, complete: boolean): Promise<void> {
  await usable(file, async () => {
    if (complete) await rm(file, { force: true });
    else await rename(file, withSuffix(file, incompleteSuffix));
    await flushFolder(path.dirname(file));
  });
}

/** What was left in place is to be undone, like the work of a process that was cut off. */
export function disarm(file: string): Promise<void> {
  return renamed(file, openSuffix);
}

function renamed(file: string, suffix: string): Promise<void> {
  return usable(file, async () => {
    await rename(file, withSuffix(file, suffix));
    await flushFolder(path.dirname(file));
  });
}

function withSuffix(file: string, suffix: string): string {
  return file.replace(/\.(open|incomplete|armed)$/, suffix);
}

/** Journals of that kind, the oldest first. */
export async function journalFiles(folder: string, suffixes: readonly string[]): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw unusable(folder, error);
  });
  return names
    .filter((name) => suffixes.some((suffix) => name.endsWith(suffix)))
    .sort()
    .map((name) => path.join(folder, name));
}

/** A new or removed name is durable only when its folder is. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function usable<T>(place: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw unusable(place, error);
  }
}

function unusable(place: string, cause: unknown): EnvironmentError {
  return new EnvironmentError({
    code: 'journal-unusable',
    message: `The undo journal ${place} can't be used: ${cause instanceof Error ? cause.message : String(cause)}.`,
    hint: 'Nothing is changed without it. Check that the folder exists, is writable, and that the disk is not full.',
    cause,
  });
}
