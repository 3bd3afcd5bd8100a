import { join } from 'node:path';
import { UsageError } from '../../errors/usage-error.ts';
import { LockFile } from '../lock-file.ts';
import { readTextIfPresent } from '../read-if-present.ts';
import { readLocalConfig } from '../repository-format.ts';
import type { Repository } from '../repository.ts';
import { remoteAddress } from './remote-address.ts';

export interface Remote {
  readonly name: string;
  /** Without credentials. */
  readonly url: string;
}

/** The remotes of a repository's own config, by name, sorted. An address that makes no sense stands as it is. */
export async function listRemotes(repository: Repository): Promise<readonly Remote[]> {
  const urls = await configuredUrls(repository);
  return [...urls].map(([name, url]) => ({ name, url: shown(url) })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The address a remote's name stands for, as it is in the config; `undefined` where there is none. */
export async function configuredUrl(repository: Repository, name: string): Promise<string | undefined> {
  return (await configuredUrls(repository)).get(name);
}

async function configuredUrls(repository: Repository): Promise<ReadonlyMap<string, string>> {
  const found = (await readLocalConfig(repository)).flatMap(({ key, value }): [string, string][] => {
    const [, name] = /^remote\.(.+)\.url$/.exec(key) ?? [];
    return name === undefined ? [] : [[name, value]];
  });
  return new Map(found);
}

function shown(url: string): string {
  return url.replace(/^(https?:\/\/)[^/@]*@/i, '$1');
}

/**
 * Adds a remote as `git remote add` does. Credentials are never stored.
 * @throws UsageError `invalid-remote-name`, `remote-exists`, `remote-with-credentials`, `invalid-remote-address`
 */
export async function addRemote(repository: Repository, name: string, url: string): Promise<Remote> {
  const address = remoteAddress(url);
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name)) throw invalidName(name);
  if (address.userinfo !== undefined) throw withCredentials(address.url);
  await editConfig(repository, async (text) => {
    const before = await configuredUrl(repository, name);
    if (before !== undefined) throw exists(name, shown(before));
    const section = `[remote "${name}"]\n\turl = ${quoted(address.url)}\n\tfetch = +refs/heads/*:refs/remotes/${name}/*\n`;
    return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${section}`;
  });
  return { name, url: address.url };
}

/** @throws UsageError `unknown-remote` */
export async function removeRemote(repository: Repository, name: string): Promise<Remote> {
  let url: string | undefined;
  await editConfig(repository, async (text) => {
    url = await configuredUrl(repository, name);
    if (url === undefined) throw unknownRemote(name, await listRemotes(repository));
    return withoutSection(text, name);
  });
  return { name, url: shown(url ?? '') };
}

/** Takes away the sections of that remote, and lines of no other. */
function withoutSection(text: string, name: string): string {
  let inside = false;
  const kept = text.split('\n').filter((line) => {
    const [, section] = /^\s*\[([^\]]*)\]/.exec(line) ?? [];
    if (section !== undefined) inside = section.trim().replace(/\s+/, ' ') === `remote "${name}"`;
    return !inside;
  });
  return kept.join('\n').replace(/([^\n])$/, '$1\n');
}

async function editConfig(repository: Repository, edit: (text: string) => Promise<string>): Promise<void> {
  const file = join(repository.commonDir, 'config');
  const lock = await LockFile.acquire(file);
  try {
    await lock.commit(await edit((await readTextIfPresent(file)) ?? ''));
  } finally {
    await lock.release();
  }
}

function quoted(value: string): string {
  return `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}

function invalidName(name: string): UsageError {
  return new UsageError({
    code: 'invalid-remote-name',
    message: `Expected a name for the remote (letters, digits, "_" and "-", at most 64), got ${JSON.stringify(name.slice(0, 100))}.`,
    hint: 'For instance `sg remote add origin https://github.com/OWNER/REPOSITORY.git`.',
  });
}

function withCredentials(url: string): UsageError {
  return new UsageError({
    code: 'remote-with-credentials',
    message: `Expected an address without user and password for ${url}: they would be stored in clear text.`,
    hint: 'Give the token in the environment variable SG_TOKEN or GITHUB_TOKEN.',
  });
}

function exists(name: string, url: string): UsageError {
  return new UsageError({
    code: 'remote-exists',
    message: `There is a remote called "${name}" already: ${url}.`,
    hint: `\`sg remote remove ${name}\` takes it away.`,
  });
}

export function unknownRemote(name: string, known: readonly Remote[]): UsageError {
  const names = known.map((remote) => remote.name).join(', ');
  return new UsageError({
    code: 'unknown-remote',
    message: `Expected the name of a remote or an address, got ${JSON.stringify(name.slice(0, 200))}.`,
    hint: names === '' ? '`sg remote add NAME URL` adds one.' : `There are: ${names}.`,
  });
}
