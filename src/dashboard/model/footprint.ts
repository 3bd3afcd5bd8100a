import { lstat, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';
import { listRefs } from '../../git/list-refs.ts';
import { resolveRef } from '../../git/resolve-ref.ts';
import type { Repository } from '../../git/repository.ts';

/** Below `.sg`: what a host pulled is named by a link, and what caches hold follows from the rest. */
const folders = ['', 'ledger', 'phenotype'];

/**
 * What a look at a genome depends on, without opening any of it: where all refs stand, and name, size and time of change of
 * what lies in `.sg`. The same text, the same pages.
 */
export async function footprintOf(repository: Repository): Promise<string> {
  const head = await resolveRef(repository, 'HEAD');
  const refs = await listRefs(repository, 'refs');
  const local = await Promise.all(folders.map((folder) => entriesOf(path.join(repository.root, '.sg', folder))));
  const shallow = await entryOf(path.join(repository.commonDir, 'shallow'));
  return [head ?? '', ...refs.map(({ name, oid }) => `${name} ${oid}`), ...local.flat(), shallow].join('\n');
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return Promise.all(names.sort().map((name) => entryOf(path.join(folder, name))));
}

async function entryOf(file: string): Promise<string> {
  const found = await lstat(file, { bigint: true }).catch(() => undefined);
  if (found === undefined) return `${file} missing`;
  if (found.isSymbolicLink()) return `${file} -> ${await readlink(file).catch(() => '')}`;
  return found.isFile() ? `${file} ${found.ino} ${found.size} ${found.mtimeNs}` : file;
}
