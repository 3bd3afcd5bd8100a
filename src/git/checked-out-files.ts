import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../errors/usage-error.ts';
import { formatIndex, freshEntry, indexKey, parseIndex, type IndexEntry } from './index-file.ts';
import type { TreeLine } from './object-store.ts';
import { readIfPresent } from './read-if-present.ts';
import type { Repository } from './repository.ts';
import { readWorkFile, writeWorkFile, type WorkFile } from './work-file.ts';

/** A path that a commit changes on the branch that is checked out. */
export interface PathChange {
  readonly path: string;
  /** The new bytes and their oid; `null` where the file goes away. */
  readonly next: { readonly bytes: Uint8Array; readonly oid: string } | null;
  /** What the branch's commit has there now. */
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
    this.#before = before;
  }

  /**
   * Looks before anything is touched.
   * @throws UsageError `uncommitted-changes` when one of the paths is not as the commit has it (or already as it will be)
   */
  static async inspect(repository: Repository, changes: readonly PathChange[]): Promise<CheckedOutFiles> {
    const bytes = await readIfPresent(join(repository.gitDir, 'index'));
    const before = new Map<string, WorkFile>();
    for (const { path } of changes) before.set(path, await readWorkFile(repository.root, path));
    const files = new CheckedOutFiles(repository, changes, bytes === undefined ? [] : parseIndex(bytes), before);
    const dirty = changes.filter((change) => !files.#isClean(change)).map(({ path }) => path);
    if (dirty.length > 0) throw uncommittedChanges(dirty);
    return files;
  }

  /** Writes the files; when one fails, those before it are put back. */
  async write(): Promise<void> {
    try {
      for (const change of this.#changes) await this.#write(change);
    } catch (error) {
      await this.restore();
      throw error;
    }
  }

  /** Puts the files back as they were found. */
  async restore(): Promise<void> {
    for (const { path, committed } of this.#changes) {
      const was = this.#before.get(path);
      if (was === undefined || was.kind === 'blocked') continue;
      const bytes = was.kind === 'file' ? was.bytes : null;
      await writeWorkFile(this.#repository.root, path, bytes, committed?.mode === '100755');
    }
  }

  /** The index's bytes with fresh entries for the changed paths; every other entry stays, staged changes included. */
  async freshIndex(): Promise<Buffer> {
    const changed = new Set(this.#changes.map(({ path }) => indexKey(path)));
    const kept = [...this.#index].flatMap(([key, entries]) => (changed.has(key) ? [] : entries));
    const fresh = await Promise.all(this.#changes.map((change) => this.#freshEntry(change)));
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
    const parts = key.split('/');
    const folders = parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
    if (folders.some((folder) => this.#index.has(folder))) return true;
    return [...this.#index.keys()].some((other) => other.startsWith(`${key}/`));
  }

  async #write({ path, next, committed }: PathChange): Promise<void> {
    const was = this.#before.get(path);
    if ((was?.kind === 'file' ? was.oid : undefined) === next?.oid) return;
    await writeWorkFile(this.#repository.root, path, next?.bytes ?? null, committed?.mode === '100755');
  }

  async #freshEntry({ path, next, committed }: PathChange): Promise<readonly IndexEntry[]> {
    if (next === null) return [];
    const stat = await lstat(join(this.#repository.root, path), { bigint: true });
    return [freshEntry(path, next.oid, committed?.mode === '100755' ? 0o100755 : 0o100644, stat)];
  }
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

function uncommittedChanges(paths: readonly string[]): UsageError {
  return new UsageError({
    code: 'uncommitted-changes',
    message: `Expected these files to be as committed, but they have changes that are not: ${paths.slice(0, 10).join(', ')}${paths.length > 10 ? `, and ${paths.length - 10} more` : ''}.`,
    hint: 'Nothing was changed. Commit them, or put them aside with `git stash`, and try again.',
    details: { paths },
  });
}
