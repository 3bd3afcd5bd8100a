import { askGitHub } from './ask-github.ts';
import { inRepository, type GitHub } from './github.ts';
import { pullRequest } from './open-pull-requests.ts';
import type { PullRequest } from './proposal.ts';

/** A pull request, and how it stands. */
export interface StandingPullRequest extends PullRequest {
  readonly state: 'open' | 'closed' | 'merged';
}

/** The newest pull request of a branch of the repository itself; undefined when there never was one. */
export async function lastOfBranch(github: GitHub, branch: string): Promise<StandingPullRequest | undefined> {
  const place = inRepository(github);
  const { data } = await askGitHub('look for pull requests of a branch', () =>
    github.octokit.rest.pulls.list({
      ...place,
      head: `${place.owner}:${branch}`,
      state: 'all',
      sort: 'created',
      direction: 'desc',
      per_page: 1,
    }),
  );
  const [last] = data;
  if (last === undefined) return undefined;
  const ended = last.merged_at === null ? 'closed' : 'merged';
  return { ...pullRequest(last), state: last.state === 'open' ? 'open' : ended };
}
