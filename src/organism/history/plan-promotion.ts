import { promote } from '../../phenotype/edit.ts';
import { checkedAllele } from './checked-allele.ts';
import type { EditScene, ExpressionEdit } from './expression-edit.ts';

/**
 * The phenotype with the allele as dominant.
 * @throws as `checkedAllele`
 */
export async function planPromotion(scene: EditScene): Promise<ExpressionEdit> {
  const allele = await checkedAllele(scene);
  return { allele, phenotype: promote(scene.phenotype, scene.locus, allele) };
}
