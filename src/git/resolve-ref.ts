import { join } from 'node:path';
import { IntegrityError } from '../errors/integrity-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { readTextIfPresent } from './read-if-present.ts';
import { fullRefName, isObjectId, isRefName } from './ref-name.ts';
import type { Repository } from './repository.ts';

/** Symbolic refs that lead to each other end here, as in git. */
const maxDepth = 5;

/** Where HEAD leads: the branch that is checked out (it may have no commit yet), or a commit when it is detached. */
export type Head = { readonly branch: string } | { readonly detached: string };

export async function readHead(repository: Repository): Promise<Head> {
  const text = await readTextIfPresent(join(repository.gitDir, 'HEAD'));
  const value = parseRefFile(text ?? '', 'HEAD', repository);
  return 'target' in value ? { branch: await followSymbolic(repository, value.target) } : { detached: value.oid };
}

/** A full name behind which no symbolic ref stands: `HEAD` → `refs/heads/main`, `main` → `refs/heads/main`. */
export async function followSymbolic(repository: Repository, ref: string, depth = maxDepth): Promise<string> {
  const text = await readTextIfPresent(join(repository.commonDir, ref));
  if (text === undefined) return ref;
  const value = parseRefFile(text, ref, repository);
  if (!('target' in value)) return ref;
  if (depth === 0) throw brokenRef(ref, repository, 'a chain of symbolic refs without an end');
  return followSymbolic(repository, value.target, depth - 1);
}

/**
 * The commit (or tag object) a full ref name points to, `undefined` when there is no such ref. Reads the loose ref, then
 * packed-refs, and both again when neither has it: `git pack-refs` moves refs from one to the other meanwhile.
 */
export async function readRef(repository: Repository, ref: string): Promise<string | undefined> {
  const terminal = await followSymbolic(repository, ref);
  return (await readTerminal(repository, terminal)) ?? readTerminal(repository, terminal);
}

async function readTerminal(repository: Repository, ref: string): Promise<string | undefined> {
  const loose = await readTextIfPresent(join(repository.commonDir, ref));
  const value = loose === undefined ? undefined : parseRefFile(loose, ref, repository);
  if (value !== undefined && 'oid' in value) return value.oid;
  return (await readPackedRefs(repository)).get(ref);
}

/**
 * What a name given by a person or a file points to: `HEAD`, a full object id, a full ref name, or the short name of a
 * branch, a tag or a remote-tracking branch, in that order.
 * @returns a full object id, `undefined` when nothing has that name
 * @throws UsageError `invalid-ref-name`; IntegrityError `broken-ref`
 */
export async function resolveRef(repository: Repository, name: string): Promise<string | undefined> {
  if (isObjectId(name)) return name;
  if (name === 'HEAD') {
    const head = await readHead(repository);
    return 'branch' in head ? readRef(repository, head.branch) : head.detached;
  }
  fullRefName(name);
  const candidates = name.startsWith('refs/')
    ? [name]
    : ['heads', 'tags', 'remotes'].map((kind) => `refs/${kind}/${name}`);
  for (const candidate of candidates) {
    const oid = await readRef(repository, candidate);
    if (oid !== undefined) return oid;
  }
  return undefined;
}

/** Like `resolveRef`. @throws UsageError `unknown-ref` when nothing has that name */
export async function requireRef(repository: Repository, name: string): Promise<string> {
  const oid = await resolveRef(repository, name);
  if (oid !== undefined) return oid;
  throw new UsageError({
    code: 'unknown-ref',
    message: `Expected a branch, tag or commit of ${repository.root}, got "${name}".`,
    hint: '`git branch --all` lists the branches; `git fetch` brings those of the remote.',
  });
}

/** The refs in packed-refs by full name. Lines with "^" give what a tag above them points to and are not needed here. */
export async function readPackedRefs(repository: Repository): Promise<ReadonlyMap<string, string>> {
  const text = (await readTextIfPresent(join(repository.commonDir, 'packed-refs'))) ?? '';
  const refs = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, oid, name] = /^([0-9a-f]{40}) (\S+)$/.exec(line) ?? [];
    if (oid !== undefined && name !== undefined && isRefName(name)) refs.set(name, oid);
  }
  return refs;
}

type RefFile = { readonly oid: string } | { readonly target: string };

function parseRefFile(text: string, ref: string, repository: Repository): RefFile {
  const content = text.trimEnd();
  if (isObjectId(content)) return { oid: content };
  const target = /^ref:\s*(\S+)$/.exec(content)?.[1];
  if (target !== undefined && isRefName(target)) return { target };
  throw brokenRef(ref, repository, 'neither a commit id nor "ref: NAME"');
}

function brokenRef(ref: string, repository: Repository, found: string): IntegrityError {
  return new IntegrityError({
    code: 'broken-ref',
    message: `Expected ${ref} of ${repository.commonDir} to name a commit, found ${found}.`,
    hint: '`git fsck` tells more; `git reflog` shows what it pointed to before.',
  });
}
