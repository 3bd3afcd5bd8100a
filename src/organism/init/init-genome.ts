import { realpath } from 'node:fs/promises';
import { commitChanges } from '../../git/commit-changes.ts';
import { identityConfig } from '../../git/identity.ts';
import { initRepository } from '../../git/init-repository.ts';
import type { Repository } from '../../git/repository.ts';
import { workTree } from '../../git/work-tree.ts';
import { contractSources } from '../contracts/load-contracts.ts';
import { tryOpenWorkspace } from '../workspace.ts';
import type { InitPlan } from './plan.ts';
import { planCompletion } from './plan-completion.ts';
import { planNewGenome } from './plan-new-genome.ts';
import { openTemplate } from './template.ts';

export interface InitOptions {
  /** Plan only. */
  readonly dryRun: boolean;
  /** Take the repository around `dir`; otherwise a folder inside another repository becomes one of its own. */
  readonly enclosing: boolean;
}

export interface InitResult {
  readonly root: string;
  /** A repository without contracts before. */
  readonly fresh: boolean;
  readonly commits: readonly { readonly subject: string; readonly files: number }[];
}

/**
 * Makes `dir` a genome repository, or completes the one that is there; a second call changes nothing. Each commit is whole
 * or not made, so an interrupted init is finished by the next.
 * @param packageRoot folder of sg's own package
 */
export async function initGenome(dir: string, packageRoot: string, options: InitOptions): Promise<InitResult> {
  const { dryRun } = options;
  const template = await openTemplate(packageRoot);
  const around = await tryOpenWorkspace(dir);
  const existing = around !== undefined && (options.enclosing || (await isSame(around.root, dir))) ? around : undefined;
  const repository = existing?.repository ?? (dryRun ? undefined : await initRepository(dir));
  const tree = repository === undefined ? emptyTree : workTree(repository.root);
  const fresh = (await contractSources(tree)).length === 0;
  const plan = fresh ? await planNewGenome(template, tree) : await planCompletion(template, tree);
  if (repository !== undefined && !dryRun) await apply(repository, plan);
  const commits = plan.map(({ message, changes }) => ({ subject: message.split('\n')[0] ?? '', files: changes.size }));
  return { root: repository?.root ?? dir, fresh, commits };
}

async function isSame(root: string, dir: string): Promise<boolean> {
  return (await realpath(dir).catch(() => dir)) === root;
}

async function apply(repository: Repository, plan: InitPlan): Promise<void> {
  if (plan.length === 0) return;
  const identity = await identityConfig(repository);
  for (const { message, changes } of plan) await commitChanges(repository, { ref: 'HEAD', message, changes }, identity);
}

/** What a folder that does not exist yet holds. */
const emptyTree = {
  description: 'an empty folder',
  read: () => Promise.resolve(undefined),
  list: () => Promise.resolve([]),
};
