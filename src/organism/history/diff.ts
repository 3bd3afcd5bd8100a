import { UsageError } from '../../errors/usage-error.ts';
import { changedFiles, type TreeState } from '../../git/changed-files.ts';
import { commitTree } from '../../git/commit-tree.ts';
import { resolveRevision } from '../../git/resolve-revision.ts';
import type { TreeReader } from '../../git/tree-reader.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';
import { compareStates, genomeFolders } from './compare-states.ts';
import { meansTheSame, type GenomeDiff } from './genome-diff.ts';

/** One end of a comparison. */
export interface DiffEnd {
  /** As it was asked for, or `work tree`. */
  readonly name: string;
  /** `null` for the work tree. */
  readonly commit: string | null;
}

export interface NamedDiff extends GenomeDiff {
  readonly from: DiffEnd;
  readonly to: DiffEnd;
  readonly same: boolean;
}

/**
 * The difference in meaning between two states of the genome.
 * @param range `A..B`; `A` alone is up to HEAD; left out, from HEAD to the files as they are now
 * @throws UsageError `invalid-range`, `unknown-ref`, `ambiguous-commit`, `no-such-ancestor`
 */
export async function diffGenome(start: string, range: string | undefined): Promise<NamedDiff> {
  const workspace = await openWorkspace(start);
  const [fromName, toName] = range === undefined ? ['HEAD', undefined] : parseRange(range);
  const [from, to] = [await openEnd(workspace, fromName), await openEnd(workspace, toName)];
  const changes = await changedFiles(workspace.repository, { from: from.state, to: to.state }, genomeFolders);
  const diff = await compareStates({ before: from.tree, after: to.tree, changes });
  return { from: from.end, to: to.end, same: meansTheSame(diff), ...diff };
}

/** An empty side of ".." is HEAD, as in git. */
function parseRange(range: string): readonly [string, string] {
  const [from, to, more] = range.includes('...') ? [] : range.split('..');
  if (from !== undefined && more === undefined && range !== '' && range !== '..') {
    return [from === '' ? 'HEAD' : from, to === undefined || to === '' ? 'HEAD' : to];
  }
  throw new UsageError({
    code: 'invalid-range',
    message: `Expected A..B, or one branch, tag or commit, got ${JSON.stringify(range.slice(0, 200))}.`,
    hint: '`sg diff main~5..main` compares two states; `sg diff` alone shows what is not committed.',
  });
}

interface OpenEnd {
  readonly end: DiffEnd;
  readonly state: TreeState;
  readonly tree: TreeReader;
}

async function openEnd({ repository, tree }: Workspace, name: string | undefined): Promise<OpenEnd> {
  if (name === undefined) return { end: { name: 'work tree', commit: null }, state: 'work-tree', tree };
  const commit = await resolveRevision(repository, name);
  return { end: { name, commit }, state: { commit }, tree: await commitTree(repository, commit) };
}
