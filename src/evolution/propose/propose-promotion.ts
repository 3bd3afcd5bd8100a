import { openTransport } from '../../git/transport/open-transport.ts';
import { dispatchWorkflow } from '../../github/dispatch-workflow.ts';
import { lastOfBranch } from '../../github/last-of-branch.ts';
import { carries, marker } from '../../github/marker.ts';
import { openProposal } from '../../github/open-proposal.ts';
import { isWithdrawn, reopenProposal } from '../../github/withdraw-proposal.ts';
import { redact } from '../../mutation/redact.ts';
import type { PromotionReport } from '../evolve/evolve.ts';
import { promotionBody, promotionLabels, promotionTitle } from './promotion-body.ts';
import { onMark, seatMark } from './promotion-marks.ts';
import type { ProposeRequest } from './propose.ts';
import { readPromotion, type BranchPromotion } from './read-promotion.ts';

export interface PromotionRequest extends Omit<ProposeRequest, 'step'> {
  /** A folder inside the genome repository. */
  readonly start: string;
  /** Told what has been done; a test ends it there. */
  readonly step: (step: 'pushed' | 'reopened' | 'opened' | 'dispatched') => void | Promise<void>;
}

/**
 * Sees to one labelled pull request for a promotion, and starts the workflow that checks it. What a person has closed
 * stays closed; what is there already is completed, and left alone where it says the same.
 * @throws what transport and GitHub throw; IntegrityError where the branch's decision does not come out again
 */
export async function proposePromotion(
  request: PromotionRequest,
  found: { readonly branch: string; readonly commit: string },
): Promise<PromotionReport> {
  const { repository, github, remote, step, start } = request;
  const transport = await openTransport(repository, remote);
  const pushed = await transport.push(repository, found);
  const { branch } = found;
  const commit = pushed === 'pushed' ? found.commit : (await transport.fetch(repository, { branch })).tip;
  await step('pushed');
  const last = await lastOfBranch(github, branch);
  if (last?.state === 'merged') return { number: last.number, url: last.url, state: 'merged' };
  if (last?.state === 'closed') {
    if (!isWithdrawn(last)) return { number: last.number, url: last.url, state: 'declined' };
    await reopenProposal(github, last);
    await step('reopened');
  }
  const report = await open(request, await readPromotion(start, { branch, commit }), last?.body);
  return last?.state === 'closed' ? { ...report, state: 'reopened' } : report;
}

async function open(request: PromotionRequest, promotion: BranchPromotion, known = ''): Promise<PromotionReport> {
  const { github, base, secrets, step } = request;
  const { branch, commit, signature } = promotion;
  const checked = marker('arena', commit);
  const started = carries(known, checked);
  const marks = [seatMark(promotion), onMark(promotion.on)];
  const page = (...more: readonly string[]): Parameters<typeof openProposal>[1] => ({
    head: branch,
    base,
    title: redact(promotionTitle(promotion), secrets),
    body: [redact(promotionBody(promotion), secrets), [...marks, ...more].join('\n')].join('\n\n'),
    labels: promotionLabels(promotion),
    signature,
  });
  const { pullRequest, created } = await openProposal(github, started ? page(checked) : page());
  await step('opened');
  if (!started && (await startCheck(request, { number: pullRequest.number, branch, commit }))) {
    await openProposal(github, page(checked));
  }
  return { number: pullRequest.number, url: pullRequest.url, state: created ? 'opened' : 'open' };
}

async function startCheck(
  { github, base, workflow, step }: PromotionRequest,
  { number, branch, commit }: { readonly number: number; readonly branch: string; readonly commit: string },
): Promise<boolean> {
  if (workflow === undefined) return false;
  await dispatchWorkflow(github, workflow, base, { number: String(number), branch, head: commit });
  await step('dispatched');
  return true;
}
