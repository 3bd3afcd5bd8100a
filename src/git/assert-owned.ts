import { lstat } from 'node:fs/promises';
import process from 'node:process';
import { IntegrityError } from '../errors/integrity-error.ts';
import { runGit } from './git-program.ts';
import type { Repository } from './repository.ts';

/**
 * A repository that somebody else has put in a folder above would say what runs here. Own ones and root's are fine; for
 * others git decides, which knows `safe.directory` and who called sudo (git-config(1)).
 * @throws IntegrityError `repository-of-another`
 */
export async function assertOwned({ root, gitDir }: Repository): Promise<void> {
  const self = process.geteuid?.();
  const owners = await Promise.all([root, gitDir].map(async (folder) => (await lstat(folder)).uid));
  const other = owners.find((uid) => uid !== self && uid !== 0);
  if (self === undefined || other === undefined) return;
  const answer = await runGit(root, ['rev-parse', '--git-dir']);
  if (answer?.exitCode === 0) return;
  throw new IntegrityError({
    code: 'repository-of-another',
    message: `Expected the repository at ${root} to belong to whoever runs sg (user ${self}), but it belongs to user ${other}.`,
    hint: 'Work in a clone of your own, or, if you trust it, say so with `git config --global --add safe.directory FOLDER`.',
  });
}
