import type { GitHub } from './github.ts';
import { carries, marker } from './marker.ts';
import { openPullRequests } from './open-pull-requests.ts';
import type { PullRequest } from './proposal.ts';

/** The open pull request that answers this signature, the oldest if people made several; undefined when there is none. */
export async function findProposal(github: GitHub, signature: string): Promise<PullRequest | undefined> {
  const mark = signatureMark(signature);
  return (await openPullRequests(github)).find(({ body }) => carries(body, mark));
}

export function signatureMark(signature: string): string {
  return marker('signature', signature);
}
