import type { Sha256 } from '../model/digest.ts';
import type { LocusExpression, Phenotype } from './schema.ts';

/** The alleles to try at a locus, in order: dominant, then fallbacks; each once, never a deprecated one. */
export function expressedStack(phenotype: Phenotype, locus: string): readonly Sha256[] {
  const entry = phenotype.loci.get(locus);
  return entry === undefined ? [] : stackOf(entry);
}

export function stackOf({ dominant, fallback, deprecated }: LocusExpression): readonly Sha256[] {
  const never = new Set(deprecated);
  const stack = dominant === undefined ? fallback : [dominant, ...fallback];
  return [...new Set(stack)].filter((digest) => !never.has(digest));
}
