import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

/** The bytes of a cache file, if there is a cache and it has the file. Never trusted by the caller without a check. */
export async function readCached(directory: string | undefined, name: string): Promise<Buffer | undefined> {
  if (directory === undefined) return undefined;
  try {
    return await readFile(join(directory, name));
  } catch {
    return undefined;
  }
}

/** Keeps bytes for the next process. A cache that cannot be written is no cache: the work is done again. */
export async function writeCached(directory: string | undefined, name: string, bytes: Uint8Array): Promise<void> {
  if (directory === undefined) return;
  try {
    await mkdir(directory, { recursive: true });
    await writeFileAtomic(join(directory, name), Buffer.from(bytes), { fsync: false });
  } catch {
    return;
  }
}
