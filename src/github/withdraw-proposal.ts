import { askGitHub } from './ask-github.ts';
import { commentOnce } from './comment-once.ts';
import { inRepository, type GitHub } from './github.ts';
import { carries, marker } from './marker.ts';
import type { PullRequest } from './proposal.ts';

/** Tells a pull request that sg has closed from one that a person has. */
const withdrawn = marker('withdrawn', 'yes');

export function isWithdrawn({ body }: Pick<PullRequest, 'body'>): boolean {
  return carries(body, withdrawn);
}

/**
 * Closes a pull request that time has overtaken, and says why. Told before it is closed, so that after a crash between the
 * two it is found again.
 * @param news what tells this reason from any other
 */
export async function withdrawProposal(
  github: GitHub,
  { number, body }: PullRequest,
  { news, text }: { readonly news: string; readonly text: string },
): Promise<void> {
  await commentOnce(github, number, news, text);
  await setState(github, number, 'closed', `${body.trimEnd()}\n\n${withdrawn}\n`);
}

/** Opens it again, with its page as it was. */
export async function reopenProposal(github: GitHub, { number, body }: PullRequest): Promise<void> {
  await setState(github, number, 'open', body.replaceAll(withdrawn, '').trimEnd());
}

async function setState(github: GitHub, number: number, state: 'open' | 'closed', body: string): Promise<void> {
  await askGitHub(`${state === 'open' ? 'reopen' : 'close'} a pull request`, () =>
    github.octokit.rest.pulls.update({ ...inRepository(github), pull_number: number, state, body }),
  );
}
