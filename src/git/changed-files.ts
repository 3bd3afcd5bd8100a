import { openObjects, type ObjectStore } from './object-store.ts';
import type { Repository } from './repository.ts';
import { byName } from './tree-faults.ts';
import type { TreeReader } from './tree-reader.ts';
import { blobId } from './work-file.ts';
import { workTree } from './work-tree.ts';

/** A plain file that two states of the repository hold differently. */
export interface FileChange {
  readonly path: string;
  /** Blob ids; `undefined` where there is no plain file. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The id of a commit, or the files as they are on disk now. */
export type TreeState = { readonly commit: string } | 'work-tree';

/**
 * The plain files below some folders that differ, sorted by path. Folders with one id on both sides are not opened;
 * symbolic links, submodules and execute bits do not count.
 * @param folders top-level names
 * @throws IntegrityError `git-object-missing`, `git-object-unreadable`
 */
export async function changedFiles(
  repository: Repository,
  { from, to }: { readonly from: TreeState; readonly to: TreeState },
  folders: readonly string[],
): Promise<readonly FileChange[]> {
  const objects = await openObjects(repository);
  const [before, after] = await Promise.all([from, to].map((state) => rootFolder(repository, objects, state)));
  return compareFolders(before, after, { path: '', only: new Set(folders) });
}

interface Folder {
  /** Of its tree object; on disk there is none. */
  readonly id?: string;
  entries(): Promise<ReadonlyMap<string, Entry>>;
}

type Entry = { readonly file: string } | { readonly folder: Folder };

async function rootFolder(repository: Repository, objects: ObjectStore, state: TreeState): Promise<Folder> {
  if (state === 'work-tree') return folderOnDisk(workTree(repository.root), '');
  return folderOfTree(objects, (await objects.readCommit(state.commit)).tree);
}

function folderOfTree(objects: ObjectStore, id: string): Folder {
  const entries = async (): Promise<ReadonlyMap<string, Entry>> => {
    const found = new Map<string, Entry>();
    for (const { name, mode, oid } of await objects.readTree(id)) {
      if (mode === '040000') found.set(name, { folder: folderOfTree(objects, oid) });
      else if (mode === '100644' || mode === '100755') found.set(name, { file: oid });
    }
    return found;
  };
  return { id, entries };
}

function folderOnDisk(tree: TreeReader, path: string): Folder {
  const entries = async (): Promise<ReadonlyMap<string, Entry>> => {
    const found = new Map<string, Entry>();
    for (const { name, kind } of await tree.list(path)) {
      const below = path === '' ? name : `${path}/${name}`;
      if (kind === 'folder') found.set(name, { folder: folderOnDisk(tree, below) });
      // The root's own files are nobody's business here, and may be large.
      const bytes = kind === 'file' && path !== '' ? await tree.read(below) : undefined;
      if (bytes !== undefined) found.set(name, { file: blobId(bytes) });
    }
    return found;
  };
  return { entries };
}

interface Place {
  /** With a '/' at its end; empty for the root. */
  readonly path: string;
  readonly only?: ReadonlySet<string>;
}

async function compareFolders(
  a: Folder | undefined,
  b: Folder | undefined,
  { path, only }: Place,
): Promise<readonly FileChange[]> {
  if (a?.id !== undefined && a.id === b?.id) return [];
  const [before, after] = await Promise.all(
    [a, b].map(async (folder) => (await folder?.entries()) ?? new Map<string, Entry>()),
  );
  const names = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])].filter(
    (name) => only?.has(name) ?? true,
  );
  const changes: FileChange[] = [];
  for (const { name } of names.map((each) => ({ name: each })).sort(byName)) {
    const [old, now] = [before?.get(name), after?.get(name)];
    const files = { before: fileOf(old), after: fileOf(now) };
    if (files.before !== files.after) changes.push({ path: path + name, ...files });
    changes.push(...(await compareFolders(folderOf(old), folderOf(now), { path: `${path}${name}/` })));
  }
  return changes;
}

function fileOf(entry: Entry | undefined): string | undefined {
  return entry !== undefined && 'file' in entry ? entry.file : undefined;
}

function folderOf(entry: Entry | undefined): Folder | undefined {
  return entry !== undefined && 'folder' in entry ? entry.folder : undefined;
}
