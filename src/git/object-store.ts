import type * as IsomorphicGit from 'isomorphic-git';
import * as nodeFs from 'node:fs';
import { IntegrityError } from '../errors/integrity-error.ts';
import { atomicWrite } from './atomic-write.ts';
import { commitBytes, treeBytes } from './object-text.ts';
import type { Repository } from './repository.ts';
import { writeObject } from './write-object.ts';

type Isomorphic = typeof IsomorphicGit;

/** One line of a tree object. */
export interface TreeLine {
  readonly name: string;
  /** Six octal digits: `100644`, `100755`, `120000`, `040000`, `160000`. */
  readonly mode: string;
  readonly oid: string;
}

/** Who and when, as commits record it. */
export interface Signature {
  readonly name: string;
  readonly email: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  /** Minutes to add to local time to get UTC, as `Date.prototype.getTimezoneOffset`. */
  readonly timezoneOffset: number;
}

export interface CommitObject {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

/** What an annotated tag says of a commit. */
export interface TagObject {
  readonly name: string;
  readonly commit: string;
  readonly tagger: Signature;
  readonly message: string;
}

export interface TagNote {
  /** Tags older than git 0.99 have none. */
  readonly tagger: Signature | undefined;
  readonly message: string;
}

/** The objects of a repository, loose and packed. Keeps packs in memory, so it is meant for one piece of work. */
export interface ObjectStore {
  /** All `read…` throw IntegrityError `git-object-missing`, `git-object-unreadable`. */
  readBlob(oid: string): Promise<Uint8Array>;
  readTree(oid: string): Promise<readonly TreeLine[]>;
  /** Also through a tag object. */
  readCommit(oid: string): Promise<CommitObject & { readonly oid: string }>;
  /** Newest first by committer's time. */
  history(oid: string, limit: number): Promise<readonly (CommitObject & { readonly oid: string })[]>;
  /** Of a tag object itself. */
  readTag(oid: string): Promise<TagNote>;
  writeBlob(bytes: Uint8Array): Promise<string>;
  writeTree(lines: readonly TreeLine[]): Promise<string>;
  /** @param sign gives an armoured signature of the commit's text */
  writeCommit(commit: CommitObject, sign?: (payload: string) => Promise<string>): Promise<string>;
  writeTag(tag: TagObject): Promise<string>;
}

/** isomorphic-git takes some 80 ms to load: only commands that need git objects pay for it. */
export async function openObjects(repository: Repository): Promise<ObjectStore> {
  const git: Isomorphic = await import('isomorphic-git');
  const place = { fs: objectFs, gitdir: repository.commonDir, cache: {} };
  return {
    readBlob: (oid) => reading(oid, async () => (await git.readBlob({ ...place, oid })).blob),
    readTree: (oid) =>
      reading(oid, async () =>
        (await git.readTree({ ...place, oid })).tree.map((line) => ({
          name: line.path,
          mode: line.mode,
          oid: line.oid,
        })),
      ),
    readCommit: (oid) => reading(oid, async () => commitOf(await git.readCommit({ ...place, oid }))),
    history: (oid, limit) =>
      reading(oid, async () => (await git.log({ ...place, ref: oid, depth: limit })).map(commitOf)),
    readTag: (oid) => reading(oid, async () => tagOf(await git.readTag({ ...place, oid }))),
    writeBlob: (blob) => writeObject(repository.commonDir, 'blob', blob),
    writeTree: (lines) => writeObject(repository.commonDir, 'tree', treeBytes(lines)),
    writeCommit: async (unsigned, sign) => {
      const oid = await writeObject(repository.commonDir, 'commit', commitBytes(unsigned));
      if (sign === undefined) return oid;
      const { payload } = await git.readCommit({ ...place, oid });
      const { parents, ...rest } = unsigned;
      const commit = { ...rest, parent: [...parents] };
      return git.writeCommit({ ...place, commit: { ...commit, gpgsig: await sign(payload) } });
    },
    writeTag: ({ name, commit, tagger, message }) =>
      git.writeTag({ ...place, tag: { object: commit, type: 'commit', tag: name, tagger, message } }),
  };
}

/**
 * What isomorphic-git writes goes through here: object files are immutable, so one that is half written because a
 * process died would never be mended.
 */
const objectFs = {
  promises: {
    ...nodeFs.promises,
    writeFile: (file: string, bytes: Uint8Array | string) => atomicWrite(file, bytes, 0o444),
  },
};

type ReadCommit = Awaited<ReturnType<Isomorphic['readCommit']>>;

function commitOf({ oid, commit }: ReadCommit): CommitObject & { readonly oid: string } {
  const { tree, parent, author, committer, message } = commit;
  return { oid, tree, parents: parent, author, committer, message };
}

function tagOf({ tag }: Awaited<ReturnType<Isomorphic['readTag']>>): TagNote {
  return { tagger: tag.tagger, message: tag.message };
}

async function reading<T>(oid: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const missing = (cause as { code?: unknown }).code === 'NotFoundError';
    throw new IntegrityError({
      code: missing ? 'git-object-missing' : 'git-object-unreadable',
      message: missing
        ? `Expected the git object ${oid}, but it or one it refers to is not in the repository.`
        : `Cannot read the git object ${oid}: ${(cause as Error).message}`,
      hint: 'Run `git fsck`. In a shallow or partial clone, `git fetch --unshallow` brings what is missing.',
      details: { oid },
      cause,
    });
  }
}
