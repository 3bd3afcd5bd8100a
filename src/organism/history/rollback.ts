import { InternalError } from '../../errors/internal-error.ts';
import { changedFiles, type FileChange } from '../../git/changed-files.ts';
import { commitTree } from '../../git/commit-tree.ts';
import { decideAndCommit, type Decision, type Standing } from '../../git/decide-and-commit.ts';
import type { Repository } from '../../git/repository.ts';
import type { TreeReader } from '../../git/tree-reader.ts';
import { openWorkspace } from '../workspace.ts';
import { checkedReason } from './checked-reason.ts';
import { compareStates, genomeFolders } from './compare-states.ts';
import type { GenomeDiff } from './genome-diff.ts';
import { committed, headStanding } from './head-standing.ts';
import { planRollback } from './plan-rollback.ts';
import { rollbackMessage } from './rollback-message.ts';
import { findSnapshot, type Snapshot } from './snapshots.ts';

export interface RollbackRequest {
  readonly name: string;
  readonly reason?: string;
  readonly dryRun: boolean;
}

export interface RollbackResult {
  readonly snapshot: Snapshot;
  /** What the rollback changes, from HEAD to what it commits. */
  readonly diff: GenomeDiff;
  /** Files it writes or takes away. */
  readonly files: readonly string[];
  /** False when everything is as in the snapshot already. */
  readonly changed: boolean;
  readonly dryRun: boolean;
  /** The new commit; `null` when none was made. */
  readonly commit: string | null;
}

/**
 * Brings contracts and phenotypes back to a snapshot by a new commit on the branch that is checked out; history stays, and
 * so does every allele born since. Again, it changes nothing.
 * @throws UsageError `unknown-snapshot`, `no-commits`, `uncommitted-changes`, `detached-head`, `invalid-reason`;
 * IntegrityError when an allele the snapshot expresses does not check
 */
export async function rollBack(start: string, { name, reason, dryRun }: RollbackRequest): Promise<RollbackResult> {
  const { repository } = await openWorkspace(start);
  const snapshot = await findSnapshot(repository, name);
  const why = checkedReason(reason ?? `back to snapshot ${name}`);
  let planned: Planned | undefined;
  const decide = async (standing: Standing): Promise<Decision | undefined> => {
    planned = await plan(repository, standing, { snapshot, reason: why });
    return planned.decision;
  };
  if (dryRun) await decide(await headStanding(repository));
  const result = dryRun ? undefined : await decideAndCommit(repository, 'HEAD', decide);
  if (planned === undefined) throw new InternalError('no decision was made');
  const { diff, files, decision } = planned;
  return { snapshot, diff, files, changed: decision !== undefined, dryRun, commit: result?.commit ?? null };
}

interface Planned {
  readonly diff: GenomeDiff;
  readonly files: readonly string[];
  readonly decision: Decision | undefined;
}

async function plan(
  repository: Repository,
  standing: Standing,
  { snapshot, reason }: { readonly snapshot: Snapshot; readonly reason: string },
): Promise<Planned> {
  const { head, tree } = committed(standing);
  const then = await commitTree(repository, snapshot.commit);
  const ends = { from: { commit: head }, to: { commit: snapshot.commit } };
  const changes = await planRollback(then, await changedFiles(repository, ends, genomeFolders));
  const diff = await compareStates({ before: tree, after: then, changes });
  const files = changes.map(({ path }) => path);
  if (changes.length === 0) return { diff, files, decision: undefined };
  const message = rollbackMessage({ tag: snapshot.tag, commit: snapshot.commit, diff, reason });
  return { diff, files, decision: { message, changes: await bytesOf(then, changes) } };
}

async function bytesOf(
  tree: TreeReader,
  changes: readonly FileChange[],
): Promise<ReadonlyMap<string, Uint8Array | null>> {
  const files = changes.map(async ({ path }) => [path, (await tree.read(path)) ?? null] as const);
  return new Map(await Promise.all(files));
}
