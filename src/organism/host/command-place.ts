import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { SgError } from '../../errors/sg-error.ts';
import { findRepository } from '../../git/repository.ts';
import { readHostConfig, type HostConfig } from './host-config.ts';

/** Folders of which a genome repository has at least one: a person's clone the first, a host's the second. */
const marks = ['contracts', '.sg'];

/**
 * What a host's configuration says to a command, and `undefined` where the command is not about this host's own genome. In
 * order: the folder given with -C; the genome repository one stands in; the state folder of the configuration. A clone that
 * somebody works in on a host is therefore never mixed up with what the host runs: neither its kernel nor its remote counts
 * there.
 * @param given the folder of -C
 * @throws as `readHostConfig`
 */
export async function hostDefaults(given: string | undefined, cwd = process.cwd()): Promise<HostConfig | undefined> {
  const config = await readHostConfig();
  if (config === undefined) return undefined;
  const place = given ?? (await genomeAround(cwd));
  if (place === undefined) return config;
  return (await isWithin(place, config.state)) ? config : undefined;
}

/** The root of the genome repository around a folder; other repositories (somebody's home, /etc) are no place of ours. */
async function genomeAround(folder: string): Promise<string | undefined> {
  try {
    const { root } = await findRepository(folder);
    const found = await Promise.all(marks.map((name) => stat(path.join(root, name)).catch(() => undefined)));
    return found.some((each) => each?.isDirectory() === true) ? root : undefined;
  } catch (error) {
    if (error instanceof SgError) return undefined;
    throw error;
  }
}

async function isWithin(place: string, state: string): Promise<boolean> {
  const [inner, outer] = await Promise.all(
    [place, state].map((each) => realpath(each).catch(() => path.resolve(each))),
  );
  return inner !== undefined && outer !== undefined && (inner === outer || inner.startsWith(`${outer}${path.sep}`));
}
