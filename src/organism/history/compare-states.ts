import type { FileChange } from '../../git/changed-files.ts';
import type { TreeReader } from '../../git/tree-reader.ts';
import { contractChanges } from './contract-changes.ts';
import type { GenomeDiff, UnreadableFile } from './genome-diff.ts';
import { phenotypeChanges } from './phenotype-changes.ts';
import { poolChanges } from './pool-changes.ts';

/** Where the genome's state lives. */
export const genomeFolders = ['contracts', 'genome', 'phenotypes'] as const;

/** Two states, and the files they hold differently. */
export interface StatePair {
  readonly before: TreeReader;
  readonly after: TreeReader;
  readonly changes: readonly FileChange[];
}

/** One side of a change, read; faults of files go to `unreadable` and do not hide the rest. */
export interface SideReader {
  readonly side: 'before' | 'after';
  readonly tree: TreeReader;
  readonly unreadable: UnreadableFile[];
}

/** What changed files mean. Files without a meaning to sg are passed over. */
export async function compareStates({ before, after, changes }: StatePair): Promise<GenomeDiff> {
  const unreadable: UnreadableFile[] = [];
  const sides = [
    { side: 'before', tree: before, unreadable },
    { side: 'after', tree: after, unreadable },
  ] as const;
  const contracts = await contractChanges(sides, changes);
  const phenotypes = await phenotypeChanges(sides, changes);
  const pool = await poolChanges(sides, changes);
  return { contracts, phenotypes, pool, unreadable };
}
