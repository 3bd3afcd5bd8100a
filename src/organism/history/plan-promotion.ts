import { UsageError } from '../../errors/usage-error.ts';
import { Genome } from '../../genome/genome.ts';
import { shortDigest } from '../../model/digest.ts';
import { promote } from '../../phenotype/edit.ts';
import type { EditScene, ExpressionEdit } from './expression-edit.ts';

/**
 * The phenotype with the allele as dominant. Source and certificate are checked first: nothing is expressed because of
 * its name.
 * @throws UsageError `unknown-locus`, `unknown-allele`, `ambiguous-digest`, `allele-deprecated`; IntegrityError when its
 * bytes or its certificate do not check
 */
export async function planPromotion({ tree, phenotype, locus, sha, force }: EditScene): Promise<ExpressionEdit> {
  const genome = new Genome(tree);
  const { digest: allele } = await genome.resolveDigest(sha, locus);
  await genome.source(locus, allele);
  await genome.certificate(locus, allele);
  if (!force && phenotype.loci.get(locus)?.deprecated.includes(allele) === true) {
    throw new UsageError({
      code: 'allele-deprecated',
      message: `Phenotype "${phenotype.name}" has deprecated allele ${shortDigest(allele)} at locus "${locus}".`,
      hint: `\`sg log ${locus}\` tells why. \`--force\` brings it back as the dominant.`,
      details: { phenotype: phenotype.name, locus, allele },
    });
  }
  return { allele, phenotype: promote(phenotype, locus, allele) };
}
