import { InternalError } from '../../errors/internal-error.ts';
import { commitTree } from '../../git/commit-tree.ts';
import { resolveRef } from '../../git/resolve-ref.ts';
import { secretsOf } from '../../mutation/redact.ts';
import { openWorkspace } from '../../organism/workspace.ts';
import { readPhenotype } from '../../phenotype/read-phenotype.ts';
import type { EvolveResult, LocusOutcome } from '../evolve/evolve.ts';
import { connectForge } from './forge-connection.ts';
import { checkWorkflow, type PullRequestMeans } from './mutate-and-propose.ts';
import { proposePromotion, type PromotionRequest } from './propose-promotion.ts';
import { withdrawPromotions } from './withdraw-promotions.ts';

export interface EvolveProposal extends PullRequestMeans {
  readonly remote: string;
  /** The branch promotions are to be merged into. */
  readonly base: string;
  readonly step?: PromotionRequest['step'];
}

/**
 * Evolves, opens a pull request for each decision that a person has to agree to, and closes those that are stale.
 * @param evolved decides here or at a remote, and keeps proposals on branches
 * @throws as `evolved`; UsageError `no-github-token`, `not-a-github-remote`; what transport and GitHub throw
 */
export async function evolveAndPropose(
  start: string,
  evolved: () => Promise<EvolveResult>,
  { env, github: options, remote, base, step = () => undefined }: EvolveProposal,
): Promise<EvolveResult> {
  const { repository } = await openWorkspace(start);
  const github = await connectForge(repository, { remote, env, ...(options === undefined ? {} : { options }) });
  const result = await evolved();
  if (result.dryRun) return result;
  const head = decidedAt(result) ?? (await resolveRef(repository, 'HEAD'));
  if (head === undefined) throw new InternalError('a branch without commits was evolved');
  const tree = await commitTree(repository, head);
  const checks = (await tree.read(`.github/workflows/${checkWorkflow}`)) !== undefined;
  const workflow = checks ? { workflow: checkWorkflow } : {};
  const request = { start, repository, github, remote, base, secrets: secretsOf(env), step, ...workflow };
  const loci: LocusOutcome[] = [];
  for (const outcome of result.loci) loci.push(await proposed(request, outcome));
  const withdrawn = await withdrawPromotions(github, await readPhenotype(tree, result.phenotype), loci);
  return { ...result, loci, withdrawn };
}

/** Where a remote was decided on, its commit with the decisions. */
function decidedAt({
  remote,
}: EvolveResult & { readonly remote?: { readonly commit: string } | null }): string | undefined {
  return remote?.commit;
}

async function proposed(request: PromotionRequest, outcome: LocusOutcome): Promise<LocusOutcome> {
  const { branch } = outcome;
  if (branch === null) return outcome;
  const pullRequest = await proposePromotion(request, { branch: branch.name, commit: branch.commit });
  return { ...outcome, pullRequest };
}
