import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { EnvironmentError } from '../../errors/environment-error.ts';
import { inBatches } from '../../git/in-batches.ts';
import { safeRelativePath } from '../../git/safe-relative-path.ts';
import { currentCommit, hostPlace, type HostPlace } from './host-place.ts';

/** A command that began with an older tree may go on reading it for so long after another took its place. */
const keptMs = 7 * 24 * 3600 * 1000;

/**
 * Lays the files out as the tree of a commit and makes it the one that runs, in one step: a new command sees all of the old
 * tree or all of the new one, and one that has begun keeps the tree it began with.
 * @throws EnvironmentError `host-tree-not-written`; then what ran before keeps running
 */
export async function switchTree(
  root: string,
  commit: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<{ readonly before: string | null }> {
  const place = hostPlace(root);
  const before = currentCommit(root) ?? null;
  try {
    await mkdir(place.trees, { recursive: true });
    await layOut(place, commit, files);
    if (before !== commit) await point(place, commit);
    await removeOld(place, [commit, before]);
  } catch (cause) {
    if (!(cause instanceof Error) || !('syscall' in cause)) throw cause;
    throw new EnvironmentError({
      code: 'host-tree-not-written',
      message: `Cannot lay out the phenotype below ${place.trees}: ${cause.message}.`,
      hint: 'The phenotype that ran before keeps running. Make room and pull again.',
      cause,
    });
  }
  return { before };
}

async function layOut(place: HostPlace, commit: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const target = path.join(place.trees, commit);
  if (await holds(target, files)) return;
  const fresh = path.join(place.trees, `.new-${randomBytes(6).toString('hex')}`);
  try {
    const folders = new Set([...files.keys()].map((file) => path.join(fresh, path.dirname(safeRelativePath(file)))));
    for (const folder of folders) await mkdir(folder, { recursive: true });
    await inBatches([...files], ([file, bytes]) => writeFlushed(path.join(fresh, file), bytes));
    // What stands there was damaged; whoever reads it just now is better off without it.
    if ((await stat(target).catch(() => undefined)) !== undefined) await rename(target, `${fresh}.damaged`);
    await rename(fresh, target);
    await syncFolder(place.trees);
  } finally {
    await rm(fresh, { recursive: true, force: true });
    await rm(`${fresh}.damaged`, { recursive: true, force: true });
  }
}

async function holds(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<boolean> {
  const same = await inBatches([...files], async ([file, bytes]) => {
    const found = await readFile(path.join(folder, file)).catch(() => undefined);
    return found !== undefined && Buffer.compare(found, bytes) === 0;
  });
  return same.every(Boolean);
}

async function writeFlushed(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o444);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The exchange itself: rename(2) puts one link in the place of the other. */
async function point(place: HostPlace, commit: string): Promise<void> {
  const link = path.join(place.folder, `.current-${randomBytes(6).toString('hex')}`);
  try {
    await symlink(`trees/${commit}`, link);
    await rename(link, place.current);
    await syncFolder(place.folder);
  } finally {
    await rm(link, { force: true });
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function removeOld({ trees }: HostPlace, kept: readonly (string | null)[]): Promise<void> {
  for (const name of await readdir(trees)) {
    const folder = path.join(trees, name);
    const age = Date.now() - (await stat(folder)).mtimeMs;
    if (!kept.includes(name) && age > keptMs) await rm(folder, { recursive: true, force: true });
  }
}
