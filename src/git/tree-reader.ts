/**
 * Read access to the files of a genome repository, wherever they are: the work tree or a commit. Paths are relative and
 * '/'-separated; symbolic links are never followed, so both answer alike.
 */
export interface TreeReader {
  /** Where the files come from, for messages: `work tree of /srv/genome`, `commit 1f2e3d4c5b6a (main)`. */
  readonly description: string;
  /**
   * A file's bytes; `undefined` when there is no such file, also when the path names a folder.
   * @throws UsageError `unsafe-path`; IntegrityError `symbolic-link`, `file-too-large`
   */
  read(path: string): Promise<Uint8Array | undefined>;
  /**
   * What a folder holds, sorted by name; '' is the root, without the git directory. Empty when there is no such folder.
   * @throws UsageError `unsafe-path`; IntegrityError `symbolic-link`
   */
  list(path: string): Promise<readonly TreeEntry[]>;
}

export interface TreeEntry {
  readonly name: string;
  readonly kind: TreeEntryKind;
}

/** `other` is a symbolic link, a submodule or a special file: never read, only reported. */
export type TreeEntryKind = 'file' | 'folder' | 'other';

/** The largest file a reader hands out, unless told otherwise: 4 MiB. */
export const defaultMaxFileBytes = 4 * 1024 * 1024;
