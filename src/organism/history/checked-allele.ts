import { UsageError } from '../../errors/usage-error.ts';
import { Genome } from '../../genome/genome.ts';
import { shortDigest, type Sha256 } from '../../model/digest.ts';
import type { EditScene } from './expression-edit.ts';

/**
 * The allele that a person wants expressed. Source and certificate are checked first: nothing is expressed because of its
 * name.
 * @throws UsageError `unknown-locus`, `unknown-allele`, `ambiguous-digest`, `allele-deprecated`; IntegrityError when its
 * bytes or its certificate do not check
 */
export async function checkedAllele({ tree, phenotype, locus, sha, force }: EditScene): Promise<Sha256> {
  const genome = new Genome(tree);
  const { digest: allele } = await genome.resolveDigest(sha, locus);
  await genome.source(locus, allele);
  await genome.certificate(locus, allele);
  if (force || phenotype.loci.get(locus)?.deprecated.includes(allele) !== true) return allele;
  throw new UsageError({
    code: 'allele-deprecated',
    message: `Phenotype "${phenotype.name}" has deprecated allele ${shortDigest(allele)} at locus "${locus}".`,
    hint: `\`sg log ${locus}\` tells why. \`--force\` brings it back all the same.`,
    details: { phenotype: phenotype.name, locus, allele },
  });
}
