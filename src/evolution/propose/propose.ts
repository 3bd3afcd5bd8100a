import type { Repository } from '../../git/repository.ts';
import { openTransport } from '../../git/transport/open-transport.ts';
import type { Transport } from '../../git/transport/transport.ts';
import { commentOnce } from '../../github/comment-once.ts';
import { dispatchWorkflow } from '../../github/dispatch-workflow.ts';
import { findProposal } from '../../github/find-proposal.ts';
import type { GitHub } from '../../github/github.ts';
import { carries, marker } from '../../github/marker.ts';
import { openProposal } from '../../github/open-proposal.ts';
import type { PullRequest } from '../../github/proposal.ts';
import { redact } from '../../mutation/redact.ts';
import type { StepListener } from '../mutate/mutation-step.ts';
import type { PullRequestReport } from '../mutate/mutate-result.ts';
import { failingHosts } from './failing-hosts.ts';
import { proposalBody, proposalLabels, proposalTitle } from './proposal-body.ts';
import { readProposal, type BranchProposal } from './read-proposal.ts';

export interface ProposeRequest {
  readonly repository: Repository;
  readonly github: GitHub;
  readonly remote: string;
  /** The branch it is to be merged into. */
  readonly base: string;
  /** File name of the workflow that checks proposals; none is started where it is left out. */
  readonly workflow?: string;
  readonly secrets: readonly string[];
  readonly step: StepListener;
}

/** Hosts at which a pull request says again how many there are. */
const thresholds = [10, 100, 1_000, 10_000];

export interface Proposed extends PullRequestReport {
  readonly branch: string;
  readonly commit: string;
}

/**
 * Pushes a proposal's branch and sees to one labelled pull request for its failure, with the number of hosts that have it;
 * starts the workflow that checks it, because a pull request opened with a workflow's own token starts none. What is there
 * already is completed, and left alone where it says the same.
 * @throws what transport and GitHub throw; IntegrityError where the branch's files do not check
 */
export async function proposeBranch(
  request: ProposeRequest,
  { branch, commit }: { readonly branch: string; readonly commit: string },
): Promise<Proposed> {
  const { repository, remote, step } = request;
  const transport = await openTransport(repository, remote);
  const pushed = await transport.push(repository, { branch, commit });
  const tip = pushed === 'pushed' ? commit : await tipOf(repository, transport, branch);
  await step('pushed');
  return open(request, await readProposal(repository, branch, tip));
}

/** The same for a pull request that is open already: its branch is looked at as it is over there. */
export async function refreshProposal(request: ProposeRequest, found: PullRequest): Promise<Proposed> {
  const transport = await openTransport(request.repository, request.remote);
  const tip = await tipOf(request.repository, transport, found.head);
  return open(request, await readProposal(request.repository, found.head, tip));
}

async function tipOf(repository: Repository, transport: Transport, branch: string): Promise<string> {
  return (await transport.fetch(repository, { branch })).tip;
}

async function open(request: ProposeRequest, proposal: BranchProposal): Promise<Proposed> {
  const { repository, github, base, secrets, step } = request;
  const { locus, signature, branch, commit, certificate } = proposal;
  const reported = await failingHosts(repository, { locus, contract: certificate.contract, signature });
  const hosts = reported.length;
  const text = redact(proposalBody(proposal, hosts), secrets);
  const checked = marker('arena', commit);
  const known = await findProposal(github, signature);
  const started = carries(known?.body, checked);
  const page = {
    head: branch,
    base,
    title: redact(proposalTitle(proposal), secrets),
    labels: proposalLabels(proposal),
    signature,
  };
  const { pullRequest, created } = await openProposal(github, {
    ...page,
    body: started ? `${text}\n\n${checked}` : text,
  });
  await step('opened');
  await tellHosts(request, pullRequest.number, hosts);
  if (!started && (await startCheck(request, pullRequest, commit))) {
    await openProposal(github, { ...page, body: `${text}\n\n${checked}` });
  }
  return { number: pullRequest.number, url: pullRequest.url, created, hosts, branch, commit };
}

async function tellHosts({ github, step }: ProposeRequest, number: number, hosts: number): Promise<void> {
  const reached = thresholds.findLast((threshold) => hosts >= threshold);
  if (reached === undefined) return;
  await commentOnce(github, number, `hosts:${reached}`, `This failure has been seen on ${hosts} hosts.`);
  await step('commented');
}

/** By number and head: what the workflow is to look at, even if the branch moves on meanwhile. */
async function startCheck(
  { github, base, workflow, step }: ProposeRequest,
  { number, head }: PullRequest,
  commit: string,
): Promise<boolean> {
  if (workflow === undefined) return false;
  await dispatchWorkflow(github, workflow, base, { number: String(number), branch: head, head: commit });
  await step('dispatched');
  return true;
}
