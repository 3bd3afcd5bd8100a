import { UsageError } from '../../errors/usage-error.ts';
import { runGit } from '../../git/git-program.ts';
import { openObjects } from '../../git/object-store.ts';
import { isObjectId } from '../../git/ref-name.ts';
import type { Repository } from '../../git/repository.ts';

const furthest = 10_000;

/**
 * The commit at which a branch left another: by git where there is one, else along first parents.
 * @throws UsageError `unrelated-histories`
 */
export async function mergeBase(repository: Repository, base: string, head: string): Promise<string> {
  const outcome = await runGit(repository.root, ['merge-base', base, head]);
  const told = outcome?.stdout.trim() ?? '';
  if (outcome?.exitCode === 0 && isObjectId(told)) return told;
  const known = new Set(await firstParents(repository, base));
  const found = (await firstParents(repository, head)).find((commit) => known.has(commit));
  if (found !== undefined) return found;
  throw new UsageError({
    code: 'unrelated-histories',
    message: `Expected ${head.slice(0, 12)} to have grown from ${base.slice(0, 12)}, found no commit in common.`,
    hint: 'Fetch the whole history (`git fetch --unshallow`; in a workflow `fetch-depth: 0`).',
  });
}

async function firstParents(repository: Repository, start: string): Promise<readonly string[]> {
  const objects = await openObjects(repository);
  const line: string[] = [];
  for (let commit: string | undefined = start; commit !== undefined && line.length < furthest;) {
    line.push(commit);
    [commit] = (await objects.readCommit(commit)).parents;
  }
  return line;
}
