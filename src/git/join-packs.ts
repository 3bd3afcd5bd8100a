import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runGit } from './git-program.ts';
import type { Repository } from './repository.ts';

/** As many as git itself leaves (gc.autoPackLimit). */
const mostPacks = 50;

/**
 * Joins packs where many have come together: whoever looks for an object looks into each. What they hold stays, reachable
 * or not. Only saves time, so it does not matter where it can't be done.
 */
export async function joinPacks(repository: Repository): Promise<void> {
  const names = await readdir(join(repository.commonDir, 'objects/pack')).catch(() => []);
  if (names.filter((name) => name.endsWith('.pack')).length <= mostPacks) return;
  await runGit(repository.root, ['repack', '--geometric=2', '-d', '-q']);
}
