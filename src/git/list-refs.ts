import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isRefName } from './ref-name.ts';
import type { Repository } from './repository.ts';
import { gitIoError } from './repository.ts';
import { readPackedRefs, readRef } from './resolve-ref.ts';

export interface Ref {
  /** Full name. */
  readonly name: string;
  readonly oid: string;
}

/**
 * All refs below a folder of the ref name space, loose and packed, sorted by name.
 * @param folder e.g. `refs/heads/fitness`
 */
export async function listRefs(repository: Repository, folder: string): Promise<readonly Ref[]> {
  const packed = [...(await readPackedRefs(repository)).keys()].filter((name) => name.startsWith(`${folder}/`));
  const names = new Set([...packed, ...(await looseRefs(repository, folder))]);
  const refs = await Promise.all(
    [...names].sort().map(async (name) => ({ name, oid: await readRef(repository, name) })),
  );
  return refs.flatMap(({ name, oid }) => (oid === undefined ? [] : [{ name, oid }]));
}

async function looseRefs(repository: Repository, folder: string): Promise<readonly string[]> {
  try {
    const files = await readdir(join(repository.commonDir, folder), { recursive: true, withFileTypes: true });
    return files
      .filter((file) => file.isFile())
      .map((file) => `${file.parentPath}/${file.name}`.slice(repository.commonDir.length + 1))
      .filter(isRefName);
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '')) return [];
    throw gitIoError(`list refs below ${folder}`, cause);
  }
}
