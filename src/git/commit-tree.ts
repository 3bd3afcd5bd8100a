import { openObjects, type ObjectStore, type TreeLine } from './object-store.ts';
import type { Repository } from './repository.ts';
import { requireRef } from './resolve-ref.ts';
import { safeRelativePath } from './safe-relative-path.ts';
import { byName, fileTooLarge, symbolicLink } from './tree-faults.ts';
import { defaultMaxFileBytes, type TreeEntry, type TreeEntryKind, type TreeReader } from './tree-reader.ts';

/**
 * The files of one commit; later commits to the same ref change nothing for this reader.
 * @param ref anything `resolveRef` takes
 * @throws UsageError `unknown-ref`, `invalid-ref-name`; IntegrityError `git-object-missing`, `git-object-unreadable`
 */
export async function commitTree(repository: Repository, ref: string): Promise<TreeReader> {
  const oid = await requireRef(repository, ref);
  const objects = await openObjects(repository);
  const commit = await objects.readCommit(oid);
  const named = ref === oid ? '' : ` (${ref})`;
  return new CommitTree(objects, commit.tree, `commit ${commit.oid.slice(0, 12)}${named}`);
}

type TreeObjects = Pick<ObjectStore, 'readBlob' | 'readTree' | 'readCommit'>;

/** A tree whose files and folders git has named by what they hold. */
export interface IdentifiedTree extends TreeReader {
  /** Git's id of what stands at a path: the same id, the same bytes. `undefined` where nothing does. */
  idOf(path: string): Promise<string | undefined>;
}

/**
 * The same for work that reads commits by the thousand through one way to objects.
 * @param commit a full id
 * @throws IntegrityError `git-object-missing`, `git-object-unreadable`
 */
export async function identifiedTree(objects: TreeObjects, commit: string): Promise<IdentifiedTree> {
  const { tree } = await objects.readCommit(commit);
  return new CommitTree(objects, tree, `commit ${commit.slice(0, 12)}`);
}

class CommitTree implements IdentifiedTree {
  readonly description: string;
  readonly #objects: TreeObjects;
  readonly #root: string;
  readonly #folders = new Map<string, Promise<ReadonlyMap<string, TreeLine> | undefined>>();

  constructor(objects: TreeObjects, root: string, description: string) {
    this.#objects = objects;
    this.#root = root;
    this.description = description;
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    const line = await this.#find(safeRelativePath(path));
    if (line === undefined) return undefined;
    const kind = kindOf(line.mode);
    if (kind === 'other') throw symbolicLink(path, this.description);
    if (kind === 'folder') return undefined;
    const bytes = await this.#objects.readBlob(line.oid);
    if (bytes.length <= defaultMaxFileBytes) return bytes;
    throw fileTooLarge(path, this.description, bytes.length, defaultMaxFileBytes);
  }

  async list(path: string): Promise<readonly TreeEntry[]> {
    const folder = await this.#folder(path === '' ? '' : safeRelativePath(path));
    if (folder === undefined) return [];
    return [...folder.values()].map(({ name, mode }) => ({ name, kind: kindOf(mode) })).sort(byName);
  }

  async idOf(path: string): Promise<string | undefined> {
    return (await this.#find(safeRelativePath(path)))?.oid;
  }

  async #find(path: string): Promise<TreeLine | undefined> {
    const slash = path.lastIndexOf('/');
    const folder = await this.#folder(path.slice(0, Math.max(slash, 0)));
    return folder?.get(path.slice(slash + 1));
  }

  #folder(path: string): Promise<ReadonlyMap<string, TreeLine> | undefined> {
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const folder = this.#loadFolder(path);
    this.#folders.set(path, folder);
    return folder;
  }

  async #loadFolder(path: string): Promise<ReadonlyMap<string, TreeLine> | undefined> {
    if (path === '') return this.#lines(this.#root);
    const line = await this.#find(path);
    if (line === undefined) return undefined;
    const kind = kindOf(line.mode);
    if (kind === 'other') throw symbolicLink(path, this.description);
    return kind === 'folder' ? this.#lines(line.oid) : undefined;
  }

  async #lines(oid: string): Promise<ReadonlyMap<string, TreeLine>> {
    return new Map((await this.#objects.readTree(oid)).map((line) => [line.name, line]));
  }
}

function kindOf(mode: string): TreeEntryKind {
  if (mode === '040000') return 'folder';
  return mode === '100644' || mode === '100755' ? 'file' : 'other';
}
