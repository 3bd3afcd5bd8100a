import { readlinkSync } from 'node:fs';
import path from 'node:path';

/** Where a host keeps the phenotypes it has pulled: a plain tree for each commit, and a link to the one that runs. */
export interface HostPlace {
  readonly folder: string;
  readonly trees: string;
  /** Link to `trees/<commit>`; exchanged in one step. */
  readonly current: string;
  readonly lock: string;
}

export function hostPlace(root: string): HostPlace {
  const folder = path.join(root, '.sg', 'phenotype');
  return {
    folder,
    trees: path.join(folder, 'trees'),
    current: path.join(folder, 'current'),
    lock: path.join(folder, 'lock'),
  };
}

/** The commit whose tree runs on this host; `undefined` where none was pulled. */
export function currentCommit(root: string): string | undefined {
  try {
    return /^trees\/([0-9a-f]{40})$/.exec(readlinkSync(hostPlace(root).current))?.[1];
  } catch {
    return undefined;
  }
}

/**
 * The folder whose files run: on a host the tree that was pulled last, elsewhere the work tree. Asked once a command, so
 * that a pull beside it changes nothing for it.
 */
export function runningTree(root: string): string {
  const commit = currentCommit(root);
  return commit === undefined ? root : path.join(hostPlace(root).trees, commit);
}
