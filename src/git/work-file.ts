import { createHash } from 'node:crypto';
import { lstat, mkdir, readFile, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { atomicWrite } from './atomic-write.ts';

/** What stands at a path of the work tree. */
export type WorkFile =
  | { readonly kind: 'absent' }
  | { readonly kind: 'file'; readonly bytes: Buffer; readonly oid: string }
  /** A folder, link or special file at the path, or a file or link where one of its folders should be. */
  | { readonly kind: 'blocked' };

/** The oid git gives a blob of these bytes. */
export function blobId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

export async function readWorkFile(root: string, path: string): Promise<WorkFile> {
  const parts = path.split('/');
  let place = root;
  for (const [i, part] of parts.entries()) {
    place = join(place, part);
    const stats = await lstat(place).catch(ignoreAbsent);
    if (stats === undefined) return { kind: 'absent' };
    if (i < parts.length - 1 ? !stats.isDirectory() : !stats.isFile()) return { kind: 'blocked' };
  }
  const bytes = await readFile(place);
  return { kind: 'file', bytes, oid: blobId(bytes) };
}

/** Puts the file there, or takes it away with the folders it leaves empty, as git does. */
export async function writeWorkFile(
  root: string,
  path: string,
  bytes: Uint8Array | null,
  executable: boolean,
): Promise<void> {
  const file = join(root, path);
  if (bytes === null) {
    await rm(file, { force: true });
    await removeEmptyFolders(root, dirname(file));
    return;
  }
  await mkdir(dirname(file), { recursive: true });
  await atomicWrite(file, bytes, executable ? 0o777 : 0o666);
}

async function removeEmptyFolders(root: string, folder: string): Promise<void> {
  for (let place = folder; place !== root; place = dirname(place)) {
    try {
      await rmdir(place);
    } catch {
      return;
    }
  }
}

function ignoreAbsent(error: unknown): undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  throw error;
}
