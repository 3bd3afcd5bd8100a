import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { UsageError } from '../../../errors/usage-error.ts';

/** Where services hardened as ours see nothing, or something else. */
const hidden = ['/home', '/root', '/run/user', '/tmp', '/var/tmp'];

/** systemd takes no quotes, backslashes or dollar signs in the name of a program. */
const startable = /^[\p{L}\p{N} _@%+=:,./~-]+$/u;

/**
 * The program as units may name it: absolute, links resolved.
 * @throws UsageError `program-missing`
 */
export async function resolvedProgram(words: readonly string[]): Promise<readonly string[]> {
  return Promise.all(
    words.map((word) =>
      realpath(word).catch((cause: unknown) => {
        throw refusal('program-missing', word, `it can't be found: ${(cause as Error).message}`, cause);
      }),
    ),
  );
}

/** @throws UsageError `program-hidden`, `program-invalid` */
export function assertNameable(words: readonly string[]): void {
  for (const word of words) {
    if (!path.isAbsolute(word) || path.normalize(word) !== word || !startable.test(word)) {
      throw refusal('program-invalid', word, 'it is no absolute path that a unit can start');
    }
    const above = hidden.find((folder) => word === folder || word.startsWith(`${folder}/`));
    if (above !== undefined) throw refusal('program-hidden', word, `services can't see what is in ${above}`);
  }
}

/**
 * Services run it as root, so nobody else may be able to change it: neither the files nor any folder on the way.
 * @param trusted user ids besides root's that may own it
 * @throws UsageError `program-not-safe`
 */
export async function assertOnlyRootWrites(
  files: readonly string[],
  trusted: readonly number[] = [process.getuid?.() ?? 0],
): Promise<void> {
  const places = new Set(files.flatMap(waysTo));
  for (const place of places) {
    const found = await lstat(place).catch(() => undefined);
    if (found === undefined || found.isSymbolicLink()) continue;
    // In a sticky folder only owners can exchange what is theirs, and that is looked at by itself.
    const open = (found.mode & 0o002) !== 0 && !(found.isDirectory() && (found.mode & 0o1000) !== 0);
    if (open) throw refusal('program-not-safe', place, 'everybody may write it');
    if (![0, ...trusted].includes(found.uid)) throw refusal('program-not-safe', place, `user ${found.uid} owns it`);
  }
}

function waysTo(file: string): readonly string[] {
  const parent = path.dirname(file);
  return parent === file ? [file] : [...waysTo(parent), file];
}

function refusal(code: string, place: string, why: string, cause?: unknown): UsageError {
  return new UsageError({
    code,
    message: `Expected a program that services can run as root, but ${place}: ${why}.`,
    hint: 'Install sg and node for all users, for instance with `npm install --global` as root, or name another with --program.',
    details: { path: place },
    ...(cause === undefined ? {} : { cause }),
  });
}
