import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import * as nodeFs from 'node:fs';
import { join } from 'node:path';
import { LockFile } from '../lock-file.ts';
import { readTextIfPresent } from '../read-if-present.ts';
import type { Repository } from '../repository.ts';
import { shallowCommits } from '../walk-history.ts';

/** The ref that stands for what this repository has already. */
export const haveRef = 'refs/sg/have';

/** A git directory of its own for what comes in: nothing of it is in the repository until it has arrived whole. */
export interface Quarantine {
  readonly gitDir: string;
  /** Takes the packs over, and which commits came without their parents. */
  admit(): Promise<void>;
  /** Safe to call again. */
  remove(): Promise<void>;
}

export async function openQuarantine(repository: Repository, have: string | undefined): Promise<Quarantine> {
  const folder = join(repository.commonDir, 'sg-incoming');
  await mkdir(folder, { recursive: true });
  const gitDir = await mkdtemp(join(folder, 'q-'));
  const remove = (): Promise<void> => rm(gitDir, { recursive: true, force: true });
  try {
    await mkdir(join(gitDir, 'objects/pack'), { recursive: true });
    await mkdir(join(gitDir, 'refs/sg'), { recursive: true });
    await writeFile(join(gitDir, 'config'), '[remote "origin"]\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n');
    await writeFile(join(gitDir, 'HEAD'), 'ref: refs/heads/main\n');
    const before = await shallowCommits(repository);
    if (have !== undefined) await lend(repository, gitDir, have, before);
    return { gitDir, remove, admit: () => admit(repository, gitDir, have === undefined ? new Set() : before) };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The commit alone is enough to tell the other side that it is here. */
async function lend(
  { commonDir }: Repository,
  gitDir: string,
  have: string,
  shallow: ReadonlySet<string>,
): Promise<void> {
  const git = await import('isomorphic-git');
  // What knows types would write a signed commit in other bytes.
  /* eslint-disable @typescript-eslint/no-deprecated */
  const found = await git.readObject({ fs: nodeFs, gitdir: commonDir, oid: have, format: 'content' });
  const object = found.object as Uint8Array;
  await git.writeObject({ fs: nodeFs, gitdir: gitDir, type: 'commit', object, format: 'content' });
  /* eslint-enable @typescript-eslint/no-deprecated */
  await writeFile(join(gitDir, haveRef), `${have}\n`);
  await writeFile(join(gitDir, 'shallow'), [...shallow].filter((oid) => oid !== '').join('\n'));
}

async function admit(repository: Repository, gitDir: string, before: ReadonlySet<string>): Promise<void> {
  await admitShallow(repository, before, await shallowCommits({ ...repository, commonDir: gitDir }));
  const names = await readdir(join(gitDir, 'objects/pack'));
  const packs = join(repository.commonDir, 'objects/pack');
  await mkdir(packs, { recursive: true });
  // A pack is there once its index is: the index goes last.
  const whole = names.filter((name) => name.endsWith('.pack') && names.includes(name.replace(/\.pack$/, '.idx')));
  for (const pack of whole) {
    for (const name of [pack, pack.replace(/\.pack$/, '.idx')]) {
      await sync(join(gitDir, 'objects/pack', name));
      await rename(join(gitDir, 'objects/pack', name), join(packs, name));
    }
  }
  // Whoever moves a ref next may count on them, also after a power cut.
  await sync(packs);
}

async function sync(file: string): Promise<void> {
  const handle = await nodeFs.promises.open(file, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Adds and takes away what this transfer has changed, and leaves what others did meanwhile. */
async function admitShallow(
  repository: Repository,
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
): Promise<void> {
  const added = [...after].filter((oid) => oid !== '' && !before.has(oid));
  const gone = new Set([...before].filter((oid) => !after.has(oid)));
  if (added.length === 0 && gone.size === 0) return;
  const file = join(repository.commonDir, 'shallow');
  const lock = await LockFile.acquire(file);
  try {
    const now = ((await readTextIfPresent(file)) ?? '').split(/\s+/).filter((oid) => oid !== '' && !gone.has(oid));
    const lines = [...new Set([...now, ...added])].sort();
    await lock.commit(lines.map((oid) => `${oid}\n`).join(''));
  } finally {
    await lock.release();
  }
}
