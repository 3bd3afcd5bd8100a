import { askGitHub } from './ask-github.ts';
import { inRepository, type GitHub } from './github.ts';
import type { PullRequest } from './proposal.ts';

/** As GitHub lists pull requests; what is read of one. */
export interface ListedPullRequest {
  readonly number: number;
  readonly html_url: string;
  readonly body: string | null;
  readonly head: { readonly ref: string; readonly sha: string };
}

/** Every open pull request, the oldest first. */
export async function openPullRequests(github: GitHub): Promise<readonly PullRequest[]> {
  const open = await askGitHub('list the open pull requests', () =>
    github.octokit.paginate(github.octokit.rest.pulls.list, {
      ...inRepository(github),
      state: 'open',
      sort: 'created',
      direction: 'asc',
      per_page: 100,
    }),
  );
  return open.map(pullRequest);
}

export function pullRequest({ number, html_url: url, body, head }: ListedPullRequest): PullRequest {
  return { number, url, head: head.ref, headSha: head.sha, body: body ?? '' };
}
