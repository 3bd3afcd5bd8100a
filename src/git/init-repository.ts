import { mkdir, realpath, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { atomicWrite } from './atomic-write.ts';
import { readTextIfPresent } from './read-if-present.ts';
import { fullRefName } from './ref-name.ts';
import { findRepository, gitIoError, type Repository } from './repository.ts';

export interface InitOptions {
  /** The branch HEAD points to until someone switches: `main`. */
  readonly defaultBranch?: string;
}

const folders = ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags', 'info'];

const config = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = false
\tlogallrefupdates = true
`;

/**
 * Makes `dir` the root of a git repository (gitrepository-layout(5)), as `git init` does; one that is there already is
 * opened and left as it is.
 * @throws UsageError `invalid-ref-name`; EnvironmentError `git-io`, `unsupported-repository`
 */
export async function initRepository(dir: string, options: InitOptions = {}): Promise<Repository> {
  const head = `ref: ${fullRefName(options.defaultBranch ?? 'main')}\n`;
  try {
    await mkdir(dir, { recursive: true });
    const gitDir = join(await realpath(dir), '.git');
    if (!(await isThere(gitDir))) await layOut(gitDir, head);
  } catch (cause) {
    throw gitIoError(`make a git repository in ${dir}`, cause);
  }
  return findRepository(dir);
}

/** A `.git` file belongs to a linked work tree or submodule. */
async function isThere(gitDir: string): Promise<boolean> {
  const kind = await stat(gitDir).catch(() => undefined);
  return kind?.isFile() === true || (await readTextIfPresent(join(gitDir, 'HEAD'))) !== undefined;
}

/** HEAD comes last: a folder without it is no repository yet, so what a killed process left is completed next time. */
async function layOut(gitDir: string, head: string): Promise<void> {
  for (const folder of folders) await mkdir(join(gitDir, folder), { recursive: true });
  await writeFile(join(gitDir, 'info/exclude'), '# Patterns of files that git does not see, one a line.\n');
  await atomicWrite(join(gitDir, 'config'), config);
  await atomicWrite(join(gitDir, 'HEAD'), head);
}
