import { UsageError } from '../errors/usage-error.ts';
import { commitSignatures } from './identity.ts';
import { listRefs } from './list-refs.ts';
import { lockRef } from './locked-ref.ts';
import { openObjects, type TagNote } from './object-store.ts';
import { isRefMoved } from './ref-moved.ts';
import { isRefName } from './ref-name.ts';
import type { Repository } from './repository.ts';
import { readRef } from './resolve-ref.ts';

const folder = 'refs/tags';

export interface Tag {
  /** Short: `sg/before-upgrade`. */
  readonly name: string;
  /** The commit it stands for, tag objects followed. */
  readonly commit: string;
  /** What an annotated tag says; a lightweight one says nothing. */
  readonly note: TagNote | undefined;
}

export interface TagRequest {
  readonly name: string;
  /** A commit's full id. */
  readonly commit: string;
  readonly message: string;
}

/**
 * Makes an annotated tag.
 * @throws UsageError `tag-exists`, `invalid-ref-name`, `ref-name-conflict`; EnvironmentError `git-locked`, `git-io`
 */
export async function createTag(repository: Repository, { name, commit, message }: TagRequest): Promise<void> {
  const ref = tagRef(name);
  const objects = await openObjects(repository);
  if ((await readRef(repository, ref)) !== undefined) throw tagExists(name);
  const { committer: tagger } = await commitSignatures(repository);
  const oid = await objects.writeTag({ name, commit, tagger, message: message.trimEnd() });
  try {
    const locked = await lockRef(repository, ref, null);
    await locked.move(oid, { by: tagger, reason: message, index: undefined }).finally(() => locked.release());
  } catch (error) {
    throw isRefMoved(error) ? tagExists(name) : error;
  }
}

/** `undefined` when there is no such tag. @throws UsageError `invalid-ref-name`; IntegrityError for broken objects */
export async function readTag(repository: Repository, name: string): Promise<Tag | undefined> {
  const oid = await readRef(repository, tagRef(name));
  return oid === undefined ? undefined : describeTag(repository, name, oid);
}

/**
 * Tags below a folder of the tag name space, sorted by name.
 * @param below e.g. `sg`
 */
export async function listTags(repository: Repository, below: string): Promise<readonly Tag[]> {
  const refs = await listRefs(repository, `${folder}/${below}`);
  return Promise.all(refs.map(({ name, oid }) => describeTag(repository, name.slice(folder.length + 1), oid)));
}

async function describeTag(repository: Repository, name: string, oid: string): Promise<Tag> {
  const objects = await openObjects(repository);
  const commit = await objects.readCommit(oid);
  return { name, commit: commit.oid, note: commit.oid === oid ? undefined : await objects.readTag(oid) };
}

function tagRef(name: string): string {
  const ref = `${folder}/${name}`;
  if (isRefName(ref) && !name.startsWith('-')) return ref;
  throw new UsageError({
    code: 'invalid-ref-name',
    message: `Expected the name of a tag, got ${JSON.stringify(name.slice(0, 200))}.`,
    hint: '`git check-ref-format refs/tags/NAME` tells whether git takes a name.',
  });
}

function tagExists(name: string): UsageError {
  return new UsageError({
    code: 'tag-exists',
    message: `Expected a new tag, but "${name}" exists.`,
    hint: `\`git show ${name}\` shows it. Choose another name, or delete it with \`git tag -d ${name}\`.`,
    details: { name },
  });
}
