import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { UsageError } from '../errors/usage-error.ts';
import { parseGitConfig, type ConfigEntry } from './git-config.ts';
import { runGit } from './git-program.ts';
import type { Signature } from './object-store.ts';
import { readTextIfPresent } from './read-if-present.ts';
import { readLocalConfig } from './repository-format.ts';
import type { Repository } from './repository.ts';

export interface Person {
  readonly name: string;
  readonly email: string;
}

export interface Signatures {
  readonly author: Signature;
  readonly committer: Signature;
}

/** Who commits where nobody said: a host without any git configuration. */
const nobody: Person = { name: 'Software Genomics', email: 'sg@localhost' };

/**
 * Who makes a commit, found as git does (git-commit(1), "COMMIT INFORMATION"): GIT_AUTHOR_* and GIT_COMMITTER_*, then
 * author.*, committer.* and user.* of the configuration, else `Software Genomics <sg@localhost>`.
 * @param author overrides the author; the committer stays who runs the process
 * @param known what `identityConfig` said before
 * @throws UsageError `invalid-git-date`
 */
export async function commitSignatures(
  repository: Repository,
  author?: Person,
  known?: IdentityConfig,
): Promise<Signatures> {
  const config = known ?? (await identityConfig(repository));
  return {
    author: signature('author', config, author),
    committer: signature('committer', config, undefined),
  };
}

type Role = 'author' | 'committer';
/** `user.name` and its like, by key. */
export type IdentityConfig = ReadonlyMap<string, string>;

function signature(role: Role, config: IdentityConfig, given: Person | undefined): Signature {
  const prefix = `GIT_${role.toUpperCase()}`;
  const pick = (field: 'name' | 'email'): string =>
    [
      given?.[field],
      process.env[`${prefix}_${field.toUpperCase()}`],
      config.get(`${role}.${field}`),
      config.get(`user.${field}`),
    ]
      .map((text) => withoutCrud(text ?? ''))
      .find((text) => text !== '') ?? nobody[field];
  const date = commitDate(`${prefix}_DATE`);
  return { name: pick('name'), email: pick('email'), ...date };
}

/** Characters that would break out of `Name <email> time zone` are dropped, as git drops them. */
function withoutCrud(text: string): string {
  return text.replaceAll(/[<>\p{Cc}]/gu, '').replaceAll(/^[\s.,:;"'\\]+|[\s.,:;"'\\]+$/g, '');
}

/** Git's internal format `<seconds> <+hhmm>`, or anything `Date` reads (ISO 8601, RFC 2822). */
function commitDate(variable: string): Pick<Signature, 'timestamp' | 'timezoneOffset'> {
  const text = process.env[variable];
  const internal = /^@?(\d+) ([+-])(\d\d)(\d\d)$/.exec(text ?? '');
  if (internal !== null) {
    const [, seconds, sign, hours, minutes] = internal;
    const east = Number(hours) * 60 + Number(minutes);
    // `0 - east`, since `-east` would be -0 for UTC and be written as -0000.
    return { timestamp: Number(seconds), timezoneOffset: sign === '-' ? east : 0 - east };
  }
  const date = text === undefined || text === '' ? new Date() : new Date(text);
  if (!Number.isNaN(date.getTime())) {
    // The sum turns -0 into 0, which would be written as -0000.
    return { timestamp: Math.floor(date.getTime() / 1000), timezoneOffset: 0 + date.getTimezoneOffset() };
  }
  throw new UsageError({
    code: 'invalid-git-date',
    message: `Expected a date in ${variable}, got ${JSON.stringify(text)}.`,
    hint: 'Write it as "1767225600 +0000" or in ISO 8601.',
  });
}

/** The git program knows every place and include; without it, the repository's and the user's own files are read. */
export async function identityConfig(repository: Repository): Promise<IdentityConfig> {
  const pattern = '^(user|author|committer)\\.(name|email)$';
  const answer = await runGit(repository.root, ['config', '--null', '--get-regexp', pattern]);
  // 1 means that nothing matched; other failures (a repository owned by somebody else) leave it to our own reading.
  if (answer !== undefined && answer.exitCode <= 1) return new Map(answer.stdout.split('\0').map(splitEntry));
  return configFromFiles(repository);
}

function splitEntry(entry: string): [string, string] {
  const newline = entry.indexOf('\n');
  return newline < 0 ? [entry, ''] : [entry.slice(0, newline), entry.slice(newline + 1)];
}

/** Later files win: `$XDG_CONFIG_HOME/git/config`, `~/.gitconfig`, the repository's own. */
async function configFromFiles(repository: Repository): Promise<IdentityConfig> {
  const home = process.env['HOME'] ?? homedir();
  const xdg = process.env['XDG_CONFIG_HOME'];
  const global = process.env['GIT_CONFIG_GLOBAL'];
  const files =
    global === undefined
      ? [join(xdg === undefined || xdg === '' ? join(home, '.config') : xdg, 'git/config'), join(home, '.gitconfig')]
      : [global];
  const shared = await Promise.all(
    files.map(async (file): Promise<readonly ConfigEntry[]> =>
      parseGitConfig((await readTextIfPresent(file)) ?? '', file),
    ),
  );
  const entries = [...shared.flat(), ...(await readLocalConfig(repository))];
  return new Map(entries.map(({ key, value }) => [key, value]));
}
