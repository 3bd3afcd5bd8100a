import { realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { EnvironmentError } from '../errors/environment-error.ts';
import { IntegrityError } from '../errors/integrity-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { readTextIfPresent } from './read-if-present.ts';
import { checkRepositoryFormat } from './repository-format.ts';

/** A git repository with a work tree. All paths are absolute. */
export interface Repository {
  /** Top of the work tree, links resolved. */
  readonly root: string;
  /** Holds HEAD and the index: `<root>/.git`, or a linked work tree's own folder. */
  readonly gitDir: string;
  /** Holds objects, refs and config; the same as `gitDir` except in a linked work tree. */
  readonly commonDir: string;
}

/**
 * The repository `start` lies in, looked for upwards. GIT_DIR and its relatives are not heeded.
 * @throws UsageError `not-a-repository`; EnvironmentError `unsupported-repository`
 */
export async function findRepository(start: string): Promise<Repository> {
  const origin = await realpath(start).catch(() => resolve(start));
  for (let folder = origin; ; folder = dirname(folder)) {
    const gitDir = await gitDirOf(folder);
    if (gitDir !== undefined) return openGitDir(folder, gitDir);
    if (folder === dirname(folder)) throw notARepository(start);
  }
}

async function openGitDir(root: string, gitDir: string): Promise<Repository> {
  const common = await readTextIfPresent(join(gitDir, 'commondir'));
  const repository = { root, gitDir, commonDir: common === undefined ? gitDir : resolve(gitDir, common.trimEnd()) };
  await checkRepositoryFormat(repository);
  return repository;
}

/** `.git` is a folder, or in linked work trees and submodules a file that names one (gitrepository-layout(5)). */
async function gitDirOf(folder: string): Promise<string | undefined> {
  const dotGit = join(folder, '.git');
  const kind = await stat(dotGit).catch(() => undefined);
  if (kind?.isDirectory() === true) return (await isGitDir(dotGit)) ? dotGit : undefined;
  if (kind?.isFile() !== true) return undefined;
  const target = /^gitdir: (.+?)\r?\n?$/.exec((await readTextIfPresent(dotGit)) ?? '')?.[1];
  if (target !== undefined && (await isGitDir(resolve(folder, target)))) return resolve(folder, target);
  throw new IntegrityError({
    code: 'broken-git-file',
    message: `Expected ${dotGit} to name a git directory ("gitdir: PATH").`,
    hint: 'If this is a linked work tree whose repository moved, run `git worktree repair` there.',
  });
}

async function isGitDir(folder: string): Promise<boolean> {
  return (await readTextIfPresent(join(folder, 'HEAD'))) !== undefined;
}

function notARepository(start: string): UsageError {
  return new UsageError({
    code: 'not-a-repository',
    message: `Expected a genome repository at ${resolve(start)} or above, found no git repository.`,
    hint: 'Change into one, or make one with `sg init`.',
  });
}

/** For operations on what another process may be changing: the failure names what was tried. */
export function gitIoError(what: string, cause: unknown): EnvironmentError {
  const message = `Cannot ${what}: ${(cause as Error).message}.`;
  return new EnvironmentError({ code: 'git-io', message, cause });
}
