import { SgError } from '../../errors/sg-error.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { changedFiles } from '../../git/changed-files.ts';
import { createTag } from '../../git/tags.ts';
import type { TreeReader } from '../../git/tree-reader.ts';
import { listPhenotypes } from '../../phenotype/read-phenotype.ts';
import { contractSources } from '../contracts/load-contracts.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';
import { genomeFolders } from './compare-states.ts';
import { committed, headStanding } from './head-standing.ts';
import { snapshotTag } from './snapshot-name.ts';

export interface TakenSnapshot {
  readonly name: string;
  readonly tag: string;
  readonly commit: string;
}

/** How many files an error names. */
const listed = 8;

/**
 * Gives the committed state of the genome a name to come back to: an annotated tag on HEAD.
 * @throws UsageError `invalid-snapshot-name`, `no-commits`, `uncommitted-changes`, `snapshot-exists`
 */
export async function takeSnapshot(start: string, name: string): Promise<TakenSnapshot> {
  const tag = snapshotTag(name);
  const workspace = await openWorkspace(start);
  const { head, tree } = committed(await headStanding(workspace.repository));
  await refuseUncommitted(workspace, head);
  try {
    await createTag(workspace.repository, { name: tag, commit: head, message: await summary(name, tree) });
  } catch (error) {
    throw error instanceof SgError && error.code === 'tag-exists' ? snapshotExists(name, tag) : error;
  }
  return { name, tag, commit: head };
}

/** What is only on disk would not be in the snapshot, and who took it would believe it is. */
async function refuseUncommitted({ repository }: Workspace, head: string): Promise<void> {
  const changes = await changedFiles(repository, { from: { commit: head }, to: 'work-tree' }, genomeFolders);
  if (changes.length === 0) return;
  const paths = changes.map(({ path }) => path);
  const more = paths.length > listed ? `, and ${paths.length - listed} more` : '';
  throw new UsageError({
    code: 'uncommitted-changes',
    message: `Expected contracts, genome and phenotypes to be as committed, but these files are not: ${paths.slice(0, listed).join(', ')}${more}.`,
    hint: '`sg diff` shows what they change. Commit them, or put them aside with `git stash`, and try again.',
    details: { paths },
  });
}

async function summary(name: string, tree: TreeReader): Promise<string> {
  const phenotypes = await listPhenotypes(tree);
  const contracts = await contractSources(tree);
  return [
    `Snapshot ${name}`,
    '',
    `${contracts.length} contracts; phenotypes: ${phenotypes.join(', ') || 'none'}.`,
    `\`sg rollback ${name}\` brings contracts and phenotypes back to this.`,
  ].join('\n');
}

function snapshotExists(name: string, tag: string): UsageError {
  return new UsageError({
    code: 'snapshot-exists',
    message: `Expected a new name, but there is a snapshot "${name}" already.`,
    hint: `Choose another name; \`sg snapshot --list\` shows them. \`git tag -d ${tag}\` forgets the old one.`,
    details: { name, tag },
  });
}
