import * as nodeFs from 'node:fs';
import { UsageError } from '../errors/usage-error.ts';
import { openObjects } from './object-store.ts';
import { isObjectId } from './ref-name.ts';
import type { Repository } from './repository.ts';
import { requireRef, resolveRef } from './resolve-ref.ts';

/** How many ancestors `~N` may go back. */
const furthest = 10_000;

/**
 * The commit a person names, as gitrevisions(7) reads the common forms: anything `resolveRef` takes, `@`, the first
 * characters of a commit id, each with `~N` and `^N` behind it.
 * @returns a commit's full id
 * @throws UsageError `unknown-ref`, `invalid-ref-name`, `ambiguous-commit`, `no-such-ancestor`; IntegrityError
 * `git-object-missing`, `git-object-unreadable`
 */
export async function resolveRevision(repository: Repository, text: string): Promise<string> {
  const [, base = '', steps = ''] = /^(.*?)((?:~\d{0,5}|\^\d?)*)$/s.exec(text) ?? [];
  const objects = await openObjects(repository);
  const oid = await resolveBase(repository, base === '@' || (base === '' && steps !== '') ? 'HEAD' : base);
  let commit = await objects.readCommit(oid);
  for (const [, kind, digits] of steps.matchAll(/([~^])(\d*)/g)) {
    const number = digits === undefined || digits === '' ? 1 : Number(digits);
    const back = kind === '~' ? Math.min(number, furthest) : Math.min(number, 1);
    for (let i = 0; i < back; i += 1) {
      const parent = commit.parents[kind === '~' ? 0 : number - 1];
      if (parent === undefined) throw noSuchAncestor(text, commit.oid);
      commit = await objects.readCommit(parent);
    }
  }
  return commit.oid;
}

async function resolveBase(repository: Repository, base: string): Promise<string> {
  const named = await resolveRef(repository, base);
  if (named !== undefined) return named;
  if (!/^[0-9a-f]{4,39}$/.test(base)) return requireRef(repository, base);
  const git = await import('isomorphic-git');
  try {
    const oid = await git.expandOid({ fs: nodeFs, gitdir: repository.commonDir, oid: base });
    return isObjectId(oid) ? oid : await requireRef(repository, base);
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== 'AmbiguousError') return requireRef(repository, base);
    throw new UsageError({
      code: 'ambiguous-commit',
      message: `"${base}" is the start of more than one object of the repository.`,
      hint: 'Give more characters of the commit id.',
      cause,
    });
  }
}

function noSuchAncestor(text: string, oid: string): UsageError {
  return new UsageError({
    code: 'no-such-ancestor',
    message: `Expected "${text.slice(0, 100)}" to name a commit, but ${oid.slice(0, 12)} has no such parent.`,
    hint: '`git log --graph` shows how far back the history goes.',
  });
}
