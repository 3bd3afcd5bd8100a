import { UsageError } from '../errors/usage-error.ts';
import type { ObjectStore, TreeLine } from './object-store.ts';

/** The new blob of a path and its mode, or `null` where the path goes away. */
export type BlobChanges = ReadonlyMap<string, string | null>;

export interface ChangedTree {
  /** The new root tree. */
  readonly tree: string;
  /** What stood at each changed path; paths where nothing did are left out. */
  readonly before: ReadonlyMap<string, TreeLine>;
}

/**
 * Writes the tree objects that `base` becomes with the changes. Folders left empty go away, as git knows none. The execute
 * bit of a file that is replaced stays.
 * @param base oid of a tree; `undefined` for none
 * @throws UsageError `path-conflict` when a file would stand where a folder is, or the reverse
 */
export async function writeChangedTree(
  objects: ObjectStore,
  base: string | undefined,
  changes: BlobChanges,
): Promise<ChangedTree> {
  const before = new Map<string, TreeLine>();
  const root = await changeTree({ objects, before }, base, { path: '', changes });
  return { tree: root ?? (await objects.writeTree([])), before };
}

interface Work {
  readonly objects: ObjectStore;
  readonly before: Map<string, TreeLine>;
}

interface FolderChange {
  /** With a '/' at its end; empty for the root. */
  readonly path: string;
  /** Relative to the folder. */
  readonly changes: BlobChanges;
}

/** The new tree, `undefined` when nothing is left in it. */
async function changeTree(
  work: Work,
  base: string | undefined,
  { path, changes }: FolderChange,
): Promise<string | undefined> {
  const old = base === undefined ? [] : await work.objects.readTree(base);
  const lines = new Map(old.map((line) => [line.name, line]));
  const { here, below } = splitBySegment(changes);
  for (const [name, oid] of here) changeFile(work, lines, { name, oid, path: path + name });
  for (const [name, deeper] of below) {
    const line = lines.get(name);
    if (line !== undefined && line.mode !== '040000') throw conflict(path + name, 'a file', 'a folder');
    const oid = await changeTree(work, line?.oid, { path: `${path}${name}/`, changes: deeper });
    if (oid === undefined) lines.delete(name);
    else lines.set(name, { name, mode: '040000', oid });
  }
  return lines.size === 0 ? undefined : work.objects.writeTree([...lines.values()]);
}

interface FileChange {
  readonly name: string;
  readonly path: string;
  readonly oid: string | null;
}

function changeFile(work: Work, lines: Map<string, TreeLine>, { name, path, oid }: FileChange): void {
  const old = lines.get(name);
  if (old !== undefined) {
    if (old.mode === '040000' || old.mode === '160000') throw conflict(path, 'a folder', 'a file');
    work.before.set(path, old);
  }
  if (oid === null) lines.delete(name);
  else lines.set(name, { name, mode: old?.mode === '100755' ? '100755' : '100644', oid });
}

interface SplitChanges {
  readonly here: BlobChanges;
  readonly below: ReadonlyMap<string, BlobChanges>;
}

function splitBySegment(changes: BlobChanges): SplitChanges {
  const here = new Map<string, string | null>();
  const below = new Map<string, Map<string, string | null>>();
  for (const [path, oid] of changes) {
    const slash = path.indexOf('/');
    if (slash < 0) {
      here.set(path, oid);
      continue;
    }
    const name = path.slice(0, slash);
    const deeper = below.get(name) ?? new Map<string, string | null>();
    below.set(name, deeper.set(path.slice(slash + 1), oid));
  }
  const both = [...here.keys()].find((name) => below.has(name));
  if (both !== undefined) throw conflict(both, 'a file', 'a folder');
  return { here, below };
}

function conflict(path: string, found: string, wanted: string): UsageError {
  return new UsageError({
    code: 'path-conflict',
    message: `Expected ${wanted} at "${path}", but the commit has ${found} there.`,
    details: { path },
  });
}
