import { UsageError } from '../../errors/usage-error.ts';
import { shortDigest, type Sha256 } from '../../model/digest.ts';
import { placeFallback } from '../../phenotype/edit.ts';
import { checkedAllele } from './checked-allele.ts';
import type { EditScene, ExpressionEdit } from './expression-edit.ts';

/**
 * The phenotype with the allele as one to fall back on.
 * @throws as `checkedAllele`; UsageError `allele-dominant`, `locus-not-expressed`, `no-such-place`
 */
export async function planFallback(scene: EditScene): Promise<ExpressionEdit> {
  const allele = await checkedAllele(scene);
  const { phenotype, locus, at } = scene;
  const { dominant, fallback } = phenotype.loci.get(locus) ?? { fallback: [] };
  if (dominant === undefined) throw notExpressed(scene, allele);
  if (dominant === allele) throw isDominant(scene, allele);
  const last = fallback.filter((digest) => digest !== allele).length + 1;
  if (at !== undefined && !(Number.isInteger(at) && at >= 1 && at <= last)) throw noSuchPlace(scene, at, last);
  return { allele, phenotype: placeFallback(phenotype, locus, allele, at) };
}

function notExpressed({ phenotype: { name }, locus }: EditScene, allele: Sha256): UsageError {
  return new UsageError({
    code: 'locus-not-expressed',
    message: `Expected a locus that has a dominant to fall back from; phenotype "${name}" has none at "${locus}".`,
    hint: `Make it the dominant: \`sg promote ${locus} ${shortDigest(allele)} --reason …\`.`,
    details: { phenotype: name, locus, allele },
  });
}

function isDominant({ phenotype: { name }, locus }: EditScene, allele: Sha256): UsageError {
  return new UsageError({
    code: 'allele-dominant',
    message: `Allele ${shortDigest(allele)} is the dominant of locus "${locus}" in phenotype "${name}"; it is tried first already.`,
    hint: 'Promote another one: this one becomes the first to fall back on.',
    details: { phenotype: name, locus, allele },
  });
}

function noSuchPlace({ phenotype: { name }, locus }: EditScene, at: number, last: number): UsageError {
  const places = last === 1 ? 'place 1' : `a place from 1 to ${last}`;
  return new UsageError({
    code: 'no-such-place',
    message: `Expected ${places} in the fallback stack of locus "${locus}" in phenotype "${name}", got ${at}.`,
    hint: 'Left out, the allele comes last.',
    details: { phenotype: name, locus, at, last },
  });
}
