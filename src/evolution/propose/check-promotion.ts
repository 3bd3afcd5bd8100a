import { SgError } from '../../errors/sg-error.ts';
import { openObjects } from '../../git/object-store.ts';
import type { Repository } from '../../git/repository.ts';
import type { ArenaMeans } from '../evolve/remake-evidence.ts';
import { verifyDecision, type VerifiedDecision } from '../evolve/verify-decision.ts';

/** What is found out about a branch that promotes. */
export interface PromotionCheck {
  /** The decision as it was made again; `null` where it did not come out. */
  readonly decision: VerifiedDecision | null;
  readonly faults: readonly string[];
}

/**
 * Makes a proposed promotion again from git: one commit on the base, whose every trailer and file follows from evidence. It
 * may do nothing else.
 * @param base where the branch left its base
 */
export async function checkPromotion(
  repository: Repository,
  { head, base }: { readonly head: string; readonly base: string },
  remake: ArenaMeans,
): Promise<PromotionCheck> {
  const { parents } = await (await openObjects(repository)).readCommit(head);
  if (parents.length !== 1 || parents[0] !== base) {
    return { decision: null, faults: ['Expected one commit on what the base has: a promotion is one decision.'] };
  }
  try {
    return { decision: await verifyDecision(repository.root, head, { remake }), faults: [] };
  } catch (error) {
    if (error instanceof SgError) return { decision: null, faults: [error.message] };
    throw error;
  }
}
