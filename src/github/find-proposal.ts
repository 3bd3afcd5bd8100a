import { askGitHub } from './ask-github.ts';
import { inRepository, type GitHub } from './github.ts';
import { carries, marker } from './marker.ts';
import type { PullRequest } from './proposal.ts';

/** As GitHub lists pull requests; what is read of one. */
interface Listed {
  readonly number: number;
  readonly html_url: string;
  readonly body: string | null;
  readonly head: { readonly ref: string; readonly sha: string };
}

/** The open pull request that answers this signature, the oldest if people made several; undefined when there is none. */
export async function findProposal(github: GitHub, signature: string): Promise<PullRequest | undefined> {
  const mark = signatureMark(signature);
  const open = await askGitHub('list the open pull requests', () =>
    github.octokit.paginate(github.octokit.rest.pulls.list, {
      ...inRepository(github),
      state: 'open',
      sort: 'created',
      direction: 'asc',
      per_page: 100,
    }),
  );
  const found = open.find(({ body }) => carries(body, mark));
  return found === undefined ? undefined : pullRequest(found);
}

export function signatureMark(signature: string): string {
  return marker('signature', signature);
}

export function pullRequest({ number, html_url: url, body, head }: Listed): PullRequest {
  return { number, url, head: head.ref, headSha: head.sha, body: body ?? '' };
}
