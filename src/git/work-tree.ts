import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  type Dirent,
  type Stats,
} from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError } from '../errors/environment-error.ts';
import { safeRelativePath } from './safe-relative-path.ts';
import { byName, fileTooLarge, symbolicLink } from './tree-faults.ts';
import { defaultMaxFileBytes, type TreeEntry, type TreeReader } from './tree-reader.ts';

export interface WorkTreeOptions {
  readonly maxFileBytes?: number;
}

/**
 * The files below `root` as they are on disk now. The root itself may be reached through links; nothing below it may.
 * Calls are synchronous inside: small local files are read several times faster that way than through the thread pool.
 */
export function workTree(root: string, options: WorkTreeOptions = {}): TreeReader {
  const base = realRoot(root);
  const limit = options.maxFileBytes ?? defaultMaxFileBytes;
  const description = `work tree of ${base}`;
  return {
    description,
    read: (path) => attempt(() => readFile({ base, path: safeRelativePath(path), limit, description })),
    list: (path) => attempt(() => listFolder(base, path === '' ? '' : safeRelativePath(path), description)),
  };
}

function attempt<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work());
  });
}

function realRoot(root: string): string {
  try {
    return realpathSync.native(root);
  } catch (cause) {
    throw new EnvironmentError({
      code: 'work-tree-unreadable',
      message: `Expected a readable directory at ${root}: ${(cause as Error).message}.`,
      cause,
    });
  }
}

interface ReadRequest {
  readonly base: string;
  readonly path: string;
  readonly limit: number;
  readonly description: string;
}

function readFile({ base, path, limit, description }: ReadRequest): Uint8Array | undefined {
  const found = lookUp(base, path, description);
  if (found === undefined || found.isDirectory()) return undefined;
  if (!found.isFile()) throw symbolicLink(path, description);
  // The checks are repeated on the open file: what stood at the path a moment ago may have been exchanged.
  const file = openSync(join(base, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw symbolicLink(path, description);
    if (stats.size > limit) throw fileTooLarge(path, description, stats.size, limit);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function listFolder(base: string, path: string, description: string): readonly TreeEntry[] {
  const found = path === '' ? lstatSync(base) : lookUp(base, path, description);
  if (found === undefined || found.isFile()) return [];
  if (!found.isDirectory()) throw symbolicLink(path, description);
  return readdirSync(join(base, path), { withFileTypes: true })
    .filter((entry) => entry.name.toLowerCase() !== '.git')
    .map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
    .sort(byName);
}

function kindOf(entry: Dirent): TreeEntry['kind'] {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'folder' : 'other';
}

/** What stands at the path, reached through real folders only. */
function lookUp(base: string, path: string, description: string): Stats | undefined {
  const parts = path.split('/');
  let place = base;
  for (const [i, part] of parts.entries()) {
    place = join(place, part);
    const stats = lstatSync(place, { throwIfNoEntry: false });
    if (stats === undefined || i === parts.length - 1) return stats;
    if (stats.isFile()) return undefined;
    if (!stats.isDirectory()) throw symbolicLink(parts.slice(0, i + 1).join('/'), description);
  }
  return undefined;
}
