import { runGit } from './git-program.ts';
import { inBatches } from './in-batches.ts';
import { moveRef } from './move-ref.ts';
import type { Repository } from './repository.ts';
import { readRef } from './resolve-ref.ts';

/** Fewer are moved as fast one by one. */
const worthProgram = 8;

/**
 * Points many refs that are not checked out to commits that are there already, whatever they pointed to: what is known of a
 * remote. By the git program in one go where there is one and it can do all of them.
 * @param moves commits by full names of refs
 * @throws as `moveRef`
 */
export async function moveRefs(
  repository: Repository,
  moves: ReadonlyMap<string, string>,
  reason: string,
): Promise<void> {
  if (moves.size >= worthProgram && (await movedByProgram(repository, moves, reason))) return;
  await inBatches([...moves], async ([ref, to]) => {
    const before = (await readRef(repository, ref)) ?? null;
    if (before !== to) await moveRef(repository, ref, { to, expected: before, reason });
  });
}

async function movedByProgram(
  repository: Repository,
  moves: ReadonlyMap<string, string>,
  reason: string,
): Promise<boolean> {
  const lines = [...moves].map(([ref, to]) => `update ${ref}\0${to}\0\0`);
  const outcome = await runGit(repository.root, ['update-ref', '-m', reason, '-z', '--stdin'], lines.join(''));
  return outcome?.exitCode === 0;
}
