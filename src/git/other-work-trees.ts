import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../errors/usage-error.ts';
import { readTextIfPresent } from './read-if-present.ts';
import { shortRefName } from './ref-name.ts';
import type { Repository } from './repository.ts';

/**
 * Moving a branch that another work tree of the repository has checked out would leave that one showing the commit
 * undone, as if somebody had staged the reverse.
 * @throws UsageError `checked-out-elsewhere`
 */
export async function refuseCheckedOutElsewhere(repository: Repository, ref: string): Promise<void> {
  const linked = await readdir(join(repository.commonDir, 'worktrees')).catch(() => []);
  const gitDirs = [repository.commonDir, ...linked.map((name) => join(repository.commonDir, 'worktrees', name))];
  for (const gitDir of gitDirs) {
    if (gitDir === repository.gitDir) continue;
    const head = await readTextIfPresent(join(gitDir, 'HEAD'));
    if (head?.trimEnd() === `ref: ${ref}`) throw elsewhere(ref, gitDir);
  }
}

function elsewhere(ref: string, gitDir: string): UsageError {
  return new UsageError({
    code: 'checked-out-elsewhere',
    message: `Cannot commit to ${shortRefName(ref)}: another work tree has it checked out (${gitDir}).`,
    hint: '`git worktree list` shows which; run the command there.',
  });
}
