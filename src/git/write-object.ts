import { hash } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { atomicWrite } from './atomic-write.ts';

const compressed = promisify(deflate);

/**
 * Writes a loose object, unless it is there, as git does (gitformat-loose(5)). isomorphic-git compresses through web streams,
 * which take several times as long and bring Node's HTTP client with them.
 * @param commonDir the repository's own folder
 * @returns its id
 * @throws the file system's own error, with nothing left behind
 */
export async function writeObject(
  commonDir: string,
  type: 'blob' | 'tree' | 'commit',
  content: Uint8Array,
): Promise<string> {
  const object = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
  const oid = hash('sha1', object, 'hex');
  const file = join(commonDir, 'objects', oid.slice(0, 2), oid.slice(2));
  if (await exists(file)) return oid;
  await mkdir(dirname(file), { recursive: true });
  await atomicWrite(file, await compressed(object), 0o444);
  return oid;
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
