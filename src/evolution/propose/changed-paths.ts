import { openObjects, type ObjectStore, type TreeLine } from '../../git/object-store.ts';
import type { Repository } from '../../git/repository.ts';

/** A path that two commits hold differently: bytes, or what kind of thing it is. */
export interface ChangedPath {
  readonly path: string;
  readonly change: 'added' | 'changed' | 'removed';
  /** As in git's trees: `100644` is a plain file; absent where it was removed. */
  readonly mode?: string;
}

const folder = '040000';

/**
 * Everything in which two commits differ, of the whole tree, sorted: also links, submodules and execute bits. More than
 * `most` are not looked for.
 */
export async function changedPaths(
  repository: Repository,
  from: string,
  to: string,
  most = 1_000,
): Promise<readonly ChangedPath[]> {
  const objects = await openObjects(repository);
  const [before, after] = await Promise.all([from, to].map(async (oid) => (await objects.readCommit(oid)).tree));
  const found: ChangedPath[] = [];
  await compare({ objects, found, most }, '', before, after);
  return found;
}

interface Search {
  readonly objects: ObjectStore;
  readonly found: ChangedPath[];
  readonly most: number;
}

async function compare(
  search: Search,
  path: string,
  before: string | undefined,
  after: string | undefined,
): Promise<void> {
  const { objects, found, most } = search;
  const [old, now] = await Promise.all([before, after].map((tree) => linesOf(objects, tree)));
  const names = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])].sort();
  for (const name of names) {
    if (found.length >= most) return;
    const [left, right] = [old?.get(name), now?.get(name)];
    if (left?.oid === right?.oid && left?.mode === right?.mode) continue;
    const full = path + name;
    if (left?.mode === folder || right?.mode === folder) {
      await compare(search, `${full}/`, subtree(left), subtree(right));
    }
    const [file, other] = [plain(left), plain(right)];
    if (file === undefined && other === undefined) continue;
    const change = file === undefined ? 'added' : other === undefined ? 'removed' : 'changed';
    found.push({ path: full, change, ...(other === undefined ? {} : { mode: other.mode }) });
  }
}

async function linesOf(objects: ObjectStore, tree: string | undefined): Promise<ReadonlyMap<string, TreeLine>> {
  return new Map(tree === undefined ? [] : (await objects.readTree(tree)).map((line) => [line.name, line]));
}

function subtree(line: TreeLine | undefined): string | undefined {
  return line?.mode === folder ? line.oid : undefined;
}

function plain(line: TreeLine | undefined): TreeLine | undefined {
  return line === undefined || line.mode === folder ? undefined : line;
}
