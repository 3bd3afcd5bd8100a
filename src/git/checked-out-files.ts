import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../errors/usage-error.ts';
import { formatIndex, freshEntry, indexKey, parseIndex, type IndexEntry } from './index-file.ts';
import { inBatches } from './in-batches.ts';
import type { TreeLine } from './object-store.ts';
import { readIfPresent } from './read-if-present.ts';
import type { Repository } from './repository.ts';
import { blobId, readWorkFile, writeWorkFile, type WorkFile } from './work-file.ts';

/** A path that a commit changes on the branch that is checked out. */
export interface PathChange {
  readonly path: string;
  /** The new bytes and their oid; `null` where the file goes away. */
  readonly next: { readonly bytes: Uint8Array; readonly oid: string } | null;
  /** What the branch's commit has there now. */
  readonly committed: TreeLine | undefined;
}

interface WorkFileWrite {
  readonly path: string;
  readonly bytes: Uint8Array | null;
  readonly committed: TreeLine | undefined;
}

/**
 * Brings the work tree and the index along with a commit, for exactly the changed paths, so that `git status` stays as
 * clean as it was. The caller holds the index's lock throughout.
 */
export class CheckedOutFiles {
  readonly #repository: Repository;
  readonly #changes: readonly PathChange[];
  readonly #index: ReadonlyMap<string, readonly IndexEntry[]>;
  readonly #stagedFolders: ReadonlySet<string>;
  readonly #before: ReadonlyMap<string, WorkFile>;

  private constructor(
    repository: Repository,
    changes: readonly PathChange[],
    index: readonly IndexEntry[],
    before: ReadonlyMap<string, WorkFile>,
  ) {
    this.#repository = repository;
    this.#changes = changes;
    this.#index = byKey(index);
    this.#stagedFolders = new Set([...this.#index.keys()].flatMap(foldersOf));
    this.#before = before;
  }

  /**
   * Looks before anything is touched.
   * @throws UsageError `uncommitted-changes` when one of the paths is not as the commit has it (or already as it will be)
   */
  static async inspect(repository: Repository, changes: readonly PathChange[]): Promise<CheckedOutFiles> {
    const bytes = await readIfPresent(join(repository.gitDir, 'index'));
    const before = new Map<string, WorkFile>();
    await inBatches(changes, async ({ path }) => before.set(path, await readWorkFile(repository.root, path)));
    const files = new CheckedOutFiles(repository, changes, bytes === undefined ? [] : parseIndex(bytes), before);
    const dirty = changes.filter((change) => !files.#isClean(change)).map(({ path }) => path);
    if (dirty.length > 0) throw uncommittedChanges(dirty);
    return files;
  }

  /** Writes the files; when one fails, the others are put back. */
  async write(): Promise<void> {
    const files = this.#changes.map(({ path, next, committed }) => ({ path, committed, bytes: next?.bytes ?? null }));
    const [written, removed] = removalsLast(files);
    try {
      await inBatches(written, (file) => this.#write(file));
      for (const file of removed) await this.#write(file);
    } catch (error) {
      await this.restore();
      throw error;
    }
  }

  /** Puts the files back as they were found, as far as the file system lets it: the caller has an error to tell of. */
  async restore(): Promise<void> {
    const found = this.#changes.map(({ path, committed }) => {
      const was = this.#before.get(path);
      return { path, committed, bytes: was?.kind === 'file' ? was.bytes : null };
    });
    for (const file of removalsLast(found).flat()) await this.#write(file).catch(() => undefined);
  }

  /** The index's bytes with fresh entries for the changed paths; every other entry stays, staged changes included. */
  async freshIndex(): Promise<Buffer> {
    const changed = new Set(this.#changes.map(({ path }) => indexKey(path)));
    const kept = [...this.#index].flatMap(([key, entries]) => (changed.has(key) ? [] : entries));
    const fresh = await inBatches(this.#changes, (change) => this.#freshEntry(change));
    return formatIndex([...kept, ...fresh.flat()]);
  }

  #isClean({ path, next, committed }: PathChange): boolean {
    const key = indexKey(path);
    const entries = this.#index.get(key) ?? [];
    const file = this.#before.get(path);
    if (file === undefined || file.kind === 'blocked' || entries.some(({ stage }) => stage !== 0)) return false;
    // As committed, or already as it will be: a commit that was cut short is simply made again.
    const accepted = new Set([committed?.oid, next?.oid]);
    const onDisk = file.kind === 'file' ? file.oid : undefined;
    return accepted.has(onDisk) && accepted.has(entries[0]?.oid) && !this.#stagedInTheWay(key);
  }

  /** A staged file where one of the path's folders should be, or staged files below the path. */
  #stagedInTheWay(key: string): boolean {
    if (foldersOf(key).some((folder) => this.#index.has(folder))) return true;
    return this.#stagedFolders.has(key);
  }

  async #write({ path, bytes, committed }: WorkFileWrite): Promise<void> {
    const now = await readWorkFile(this.#repository.root, path);
    if ((now.kind === 'file' ? now.oid : undefined) === (bytes === null ? undefined : blobId(bytes))) return;
    await writeWorkFile(this.#repository.root, path, bytes, committed?.mode === '100755');
  }

  async #freshEntry({ path, next, committed }: PathChange): Promise<readonly IndexEntry[]> {
    if (next === null) return [];
    const stat = await lstat(join(this.#repository.root, path), { bigint: true });
    return [freshEntry(path, next.oid, committed?.mode === '100755' ? 0o100755 : 0o100644, stat)];
  }
}

/** `a/b/c` → `a`, `a/b`. */
function foldersOf(key: string): readonly string[] {
  const folders: string[] = [];
  for (let slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) folders.push(key.slice(0, slash));
  return folders;
}

function byKey(entries: readonly IndexEntry[]): ReadonlyMap<string, readonly IndexEntry[]> {
  const groups = new Map<string, IndexEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.key);
    if (group === undefined) groups.set(entry.key, [entry]);
    else group.push(entry);
  }
  return groups;
}

/** Removals take emptied folders away, which files still to be written may need. */
function removalsLast(files: readonly WorkFileWrite[]): [written: WorkFileWrite[], removed: WorkFileWrite[]] {
  return [files.filter(({ bytes }) => bytes !== null), files.filter(({ bytes }) => bytes === null)];
}

function uncommittedChanges(paths: readonly string[]): UsageError {
  return new UsageError({
    code: 'uncommitted-changes',
    message: `Expected these files to be as committed, but they have changes that are not: ${paths.slice(0, 10).join(', ')}${paths.length > 10 ? `, and ${paths.length - 10} more` : ''}.`,
    hint: 'Nothing was changed. Commit them, or put them aside with `git stash`, and try again.',
    details: { paths },
  });
}
