import type { GitHub } from '../../github/github.ts';
import { carries } from '../../github/marker.ts';
import { openPullRequests } from '../../github/open-pull-requests.ts';
import { withdrawProposal } from '../../github/withdraw-proposal.ts';
import type { Phenotype } from '../../phenotype/schema.ts';
import type { LocusOutcome } from '../evolve/evolve.ts';
import { expressionDigest } from '../evolve/promotion-branch.ts';
import { codeSpan } from './markdown-code.ts';
import { onMark, seatMark } from './promotion-marks.ts';

/**
 * Closes promotions that time has overtaken: another decision about the same locus is proposed, or something else is
 * expressed there by now. One that evidence merely does not ask for today stays.
 * @param phenotype as it is after what was decided
 * @returns their numbers
 */
export async function withdrawPromotions(
  github: GitHub,
  phenotype: Phenotype,
  outcomes: readonly LocusOutcome[],
): Promise<readonly number[]> {
  const closed: number[] = [];
  for (const found of await openPullRequests(github)) {
    const outcome = outcomes.find(({ locus }) => carries(found.body, seatMark({ phenotype: phenotype.name, locus })));
    if (outcome === undefined) continue;
    const why = overtaken(outcome, found, phenotype);
    if (why === undefined) continue;
    await withdrawProposal(github, found, why);
    closed.push(found.number);
  }
  return closed;
}

function overtaken(
  { locus, branch, pullRequest }: LocusOutcome,
  { head, body }: { readonly head: string; readonly body: string },
  phenotype: Phenotype,
): { readonly news: string; readonly text: string } | undefined {
  const now = expressionDigest(phenotype, locus);
  if (!carries(body, onMark(now))) {
    const text = `Phenotype ${codeSpan(phenotype.name)} expresses something else at ${codeSpan(locus)} by now, so this decision stands on nothing. \`sg log ${locus}\` tells what happened.`;
    return { news: `overtaken:${now}`, text };
  }
  if (branch === null || branch.name === head) return undefined;
  const by = pullRequest === undefined ? codeSpan(branch.name) : `#${pullRequest.number}`;
  return { news: `overtaken:${branch.name}`, text: `Evidence is for something else by now: ${by}.` };
}
