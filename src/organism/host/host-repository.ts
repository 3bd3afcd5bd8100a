import { stat } from 'node:fs/promises';
import path from 'node:path';
import { SgError } from '../../errors/sg-error.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { initRepository } from '../../git/init-repository.ts';
import { findRepository, type Repository } from '../../git/repository.ts';
import { looksLikeAddress } from '../../git/transport/remote-address.ts';
import { addRemote, configuredUrl } from '../../git/transport/remotes.ts';

/** What a person works on has one of these; a host's folder has none. */
const worked = ['contracts', 'phenotypes', 'genome'];

/**
 * The repository of a host's folder. With the address of a remote, an empty folder becomes one, and the address its remote
 * `origin`.
 * @throws UsageError `not-a-repository`, `not-a-host`, `invalid-remote-address`
 */
export async function hostRepository(start: string, remote: string): Promise<Repository> {
  const repository = (await existing(start, remote)) ?? (await initRepository(start));
  for (const folder of worked) {
    const found = await stat(path.join(repository.root, folder)).catch(() => undefined);
    if (found !== undefined) throw notAHost(repository.root, folder);
  }
  if (looksLikeAddress(remote) && (await configuredUrl(repository, 'origin')) === undefined) {
    await addRemote(repository, 'origin', remote);
  }
  return repository;
}

async function existing(start: string, remote: string): Promise<Repository | undefined> {
  try {
    return await findRepository(start);
  } catch (error) {
    if (looksLikeAddress(remote) && error instanceof SgError && error.code === 'not-a-repository') return undefined;
    throw error;
  }
}

function notAHost(root: string, folder: string): UsageError {
  return new UsageError({
    code: 'not-a-host',
    message: `Expected a folder of a host, but ${root} is a genome to work on: it has ${folder}/, and that is what runs there.`,
    hint: 'Use `git pull` here, or pull into another folder with `sg pull --remote URL`.',
  });
}
