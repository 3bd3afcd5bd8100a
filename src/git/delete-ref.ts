import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runGit } from './git-program.ts';
import type { Repository } from './repository.ts';

/**
 * Takes away a ref that this process has made for itself and nobody else knows of.
 * @param ref full name
 */
export async function deleteRef(repository: Repository, ref: string): Promise<void> {
  const outcome = await runGit(repository.root, ['update-ref', '-d', ref]);
  if (outcome?.exitCode !== 0) await rm(join(repository.commonDir, ref), { force: true });
}
