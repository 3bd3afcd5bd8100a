import { askGitHub } from './ask-github.ts';
import { findProposal, signatureMark } from './find-proposal.ts';
import { inRepository, type GitHub } from './github.ts';
import { labelPullRequest } from './label-pull-request.ts';
import { pullRequest } from './open-pull-requests.ts';
import type { Proposal, PullRequest } from './proposal.ts';

export interface OpenedProposal {
  readonly pullRequest: PullRequest;
  /** False: it was there, and only what differed was written. */
  readonly created: boolean;
}

/**
 * Sees to it that exactly one open pull request answers the proposal's signature. Run again after a crash anywhere in it,
 * it finds what is there and completes it. A body that people see changes only when it has something new to say.
 *
 * @throws what `askGitHub` throws
 */
export async function openProposal(github: GitHub, proposal: Proposal): Promise<OpenedProposal> {
  const body = `${proposal.body.trimEnd()}\n\n${signatureMark(proposal.signature)}\n`;
  const known = await findProposal(github, proposal.signature);
  const opened = known ?? (await create(github, proposal, body));
  if (known !== undefined && !sameText(known.body, body)) await rewrite(github, known.number, proposal.title, body);
  await labelPullRequest(github, opened.number, proposal.labels);
  return { pullRequest: { ...opened, body }, created: known === undefined };
}

async function create(github: GitHub, { head, base, title }: Proposal, body: string): Promise<PullRequest> {
  const { data } = await askGitHub('open a pull request', () =>
    github.octokit.rest.pulls.create({ ...inRepository(github), head, base, title, body }),
  );
  return pullRequest(data);
}

async function rewrite(github: GitHub, number: number, title: string, body: string): Promise<void> {
  await askGitHub('bring a pull request up to date', () =>
    github.octokit.rest.pulls.update({ ...inRepository(github), pull_number: number, title, body }),
  );
}

/** GitHub gives bodies back with CRLF line ends and without white space at the end. */
function sameText(left: string, right: string): boolean {
  return left.replaceAll('\r\n', '\n').trimEnd() === right.trimEnd();
}
