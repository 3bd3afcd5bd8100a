import { findProposal } from '../../github/find-proposal.ts';
import type { ConnectOptions } from '../../github/connect-github.ts';
import type { PullRequest } from '../../github/proposal.ts';
import { commitTree } from '../../git/commit-tree.ts';
import type { Repository } from '../../git/repository.ts';
import { openWorkspace } from '../../organism/workspace.ts';
import { mutate } from '../mutate/mutate.ts';
import type { MutateMeans } from '../mutate/mutate-means.ts';
import type { MutateResult } from '../mutate/mutate-result.ts';
import type { MutateRequest } from '../mutate/mutation-order.ts';
import { connectForge } from './forge-connection.ts';
import { proposeBranch, refreshProposal, type Proposed, type ProposeRequest } from './propose.ts';

/** Started for each proposal where the base has it. */
export const checkWorkflow = 'arena.yml';

export interface PullRequestMeans {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly github?: Omit<ConnectOptions, 'address' | 'token'>;
}

/**
 * Mutates, and opens the pull request for what is proposed. A failure for which one is open costs no question, wherever it
 * was opened: its page is brought up to date.
 * @throws as `mutate` and `proposeBranch`; UsageError `no-github-token`, `not-a-github-remote`
 */
export async function mutateAndPropose(
  request: MutateRequest,
  means: MutateMeans,
  { env, github: options }: PullRequestMeans,
): Promise<MutateResult> {
  const { repository } = await openWorkspace(request.start);
  const { remote, base } = request;
  const github = await connectForge(repository, { remote, env, ...(options === undefined ? {} : { options }) });
  let found: PullRequest | undefined;
  const elsewhere = async (signature: string): Promise<unknown> => {
    found = await findProposal(github, signature);
    return found;
  };
  const result = await mutate(request, { ...means, elsewhere });
  if (request.dryRun) return result;
  const { secrets, step } = means;
  const propose: ProposeRequest = {
    repository,
    github,
    remote,
    base,
    secrets,
    step,
    ...((await hasWorkflow(repository, result.base.commit)) ? { workflow: checkWorkflow } : {}),
  };
  if (result.branch === null) return found === undefined ? result : told(result, await refreshProposal(propose, found));
  found ??= await findProposal(github, result.signature);
  if (found !== undefined && found.head !== result.branch.name) {
    return told(result, await refreshProposal(propose, found));
  }
  return told(result, await proposeBranch(propose, { branch: result.branch.name, commit: result.branch.commit }));
}

function told(result: MutateResult, { branch, commit, ...pullRequest }: Proposed): MutateResult {
  const created = result.branch?.commit === commit && result.branch.created;
  return { ...result, branch: { name: branch, commit, created }, pullRequest };
}

async function hasWorkflow(repository: Repository, base: string): Promise<boolean> {
  const tree = await commitTree(repository, base);
  return (await tree.read(`.github/workflows/${checkWorkflow}`)) !== undefined;
}
