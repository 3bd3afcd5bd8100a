import { commitChanges } from '../../git/commit-changes.ts';
import type { Decision } from '../../git/decide-and-commit.ts';
import { listRefs } from '../../git/list-refs.ts';
import { isRefMoved } from '../../git/ref-moved.ts';
import type { Repository } from '../../git/repository.ts';
import { readRef } from '../../git/resolve-ref.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import { sha256, type Sha256 } from '../../model/digest.ts';
import type { LocusExpression, Phenotype } from '../../phenotype/schema.ts';
import type { EvidentDecision } from './decision-message.ts';

/** A decision that a person has to agree to, as one commit on a branch of its own. */
export interface PromotionBranch {
  /** `promotion/<locus>/<sha12>`. */
  readonly name: string;
  readonly commit: string;
  /** False: it was there. */
  readonly created: boolean;
}

export const promotionFolder = 'promotion';

/** What a phenotype expresses at a locus, by digest: a proposal made on something else is stale. */
export function expressionDigest(phenotype: Phenotype, locus: string): Sha256 {
  const { dominant = null, fallback, deprecated } = phenotype.loci.get(locus) ?? nothing;
  return sha256(canonicalJson({ phenotype: phenotype.name, locus, dominant, fallback, deprecated }));
}

const nothing: LocusExpression = { fallback: [], deprecated: [] };

/** Names a decision: what it does to what is expressed, whatever more the evidence says by now. */
export function promotionSignature(
  before: Phenotype,
  { action, locus, allele }: Pick<EvidentDecision, 'action' | 'locus' | 'allele'>,
): Sha256 {
  return sha256(canonicalJson({ action, allele, on: expressionDigest(before, locus) }));
}

export function promotionBranchName(locus: string, signature: Sha256): string {
  return `${promotionFolder}/${locus}/${signature.slice(0, 12)}`;
}

/** The branch as it is here, else as it was last seen at a remote. */
export async function findPromotion(repository: Repository, name: string): Promise<string | undefined> {
  const own = await readRef(repository, `refs/heads/${name}`);
  if (own !== undefined) return own;
  const theirs = await listRefs(repository, 'refs/remotes');
  return theirs.find((ref) => ref.name.replace(/^refs\/remotes\/[^/]+\//, '') === name)?.oid;
}

/**
 * Puts a decision on its branch. One that is there stays as it is: its evidence was enough, and people may have read it.
 * @param from the commit it was decided on
 */
export async function keepPromotion(
  repository: Repository,
  { name, from }: { readonly name: string; readonly from: string },
  decision: { readonly message: string; readonly changes: Decision['changes'] },
): Promise<PromotionBranch> {
  try {
    const place = { ref: name, startFrom: from, expectedHead: null };
    const { commit } = await commitChanges(repository, { ...decision, ...place });
    return { name, commit, created: true };
  } catch (error) {
    if (!isRefMoved(error)) throw error;
    const commit = await findPromotion(repository, name);
    if (commit === undefined) throw error;
    return { name, commit, created: false };
  }
}
