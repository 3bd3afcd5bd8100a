import { isDeepStrictEqual } from 'node:util';
import { UsageError } from '../errors/usage-error.ts';
import { shortDigest, type Sha256 } from '../model/digest.ts';
import { standingCanary } from './canary.ts';
import type { Canary, FusionEntry, LocusExpression, Phenotype } from './schema.ts';

const empty: LocusExpression = { fallback: [], deprecated: [] };

/**
 * Makes the allele dominant; the one that was becomes the first fallback. A deprecated allele may come back so. Promoting
 * the dominant changes nothing.
 */
export function promote(phenotype: Phenotype, locus: string, digest: Sha256): Phenotype {
  const entry = phenotype.loci.get(locus) ?? empty;
  if (entry.dominant === digest) return phenotype;
  const { dominant, fallback, deprecated } = without(entry, digest);
  const stack = dominant === undefined ? fallback : [dominant, ...fallback];
  return withEntry(phenotype, locus, placed(entry, { dominant: digest, fallback: stack, deprecated }));
}

/**
 * Deprecates the allele, so that it is never tried again until somebody promotes it; when it was dominant, the first
 * fallback takes its place, or nothing is expressed. Demoting a deprecated allele changes nothing.
 * @throws UsageError `allele-not-expressed` when the locus does not express it
 */
export function demote(phenotype: Phenotype, locus: string, digest: Sha256): Phenotype {
  const entry = phenotype.loci.get(locus) ?? empty;
  if (entry.deprecated.includes(digest)) return phenotype;
  const asked = [entry.dominant, ...entry.fallback, entry.canary?.allele];
  if (!asked.includes(digest)) throw notExpressed(phenotype, locus, digest);
  const { dominant, fallback, deprecated } = without(entry, digest);
  const [heir, ...rest] = dominant === undefined ? fallback : [dominant, ...fallback];
  const places = { ...(heir === undefined ? {} : { dominant: heir }), fallback: rest };
  return withEntry(phenotype, locus, placed(entry, { ...places, deprecated: [...deprecated, digest] }));
}

/** Expresses a locus the phenotype does not have yet; one it has stays as it has evolved. */
export function addLocus(phenotype: Phenotype, locus: string, dominant: Sha256): Phenotype {
  if (phenotype.loci.has(locus)) return phenotype;
  return withEntry(phenotype, locus, { ...empty, dominant });
}

/**
 * Adds the allele at the end of the fallback stack. One that is expressed already stays where it is.
 * @throws UsageError `allele-deprecated`
 */
export function registerFallback(phenotype: Phenotype, locus: string, digest: Sha256): Phenotype {
  const entry = phenotype.loci.get(locus) ?? empty;
  if (entry.deprecated.includes(digest)) throw deprecatedAllele(phenotype, locus, digest);
  if (entry.dominant === digest || entry.fallback.includes(digest)) return phenotype;
  return withEntry(phenotype, locus, { ...entry, fallback: [...entry.fallback, digest] });
}

/**
 * Puts the allele at a place of the fallback stack, counted from 1; left out, one that stands there stays and another one
 * comes last. A deprecated allele may come back so.
 */
export function placeFallback(phenotype: Phenotype, locus: string, digest: Sha256, place?: number): Phenotype {
  const entry = phenotype.loci.get(locus) ?? empty;
  const known = entry.fallback.indexOf(digest);
  if (known >= 0 && (place === undefined || place === known + 1)) return phenotype;
  const { fallback, ...rest } = without(entry, digest);
  const stack = fallback.toSpliced(place === undefined ? fallback.length : place - 1, 0, digest);
  return withEntry(phenotype, locus, placed(entry, { ...rest, fallback: stack }));
}

/** Lets some hosts ask the allele before the stack; `undefined` ends it. */
export function setCanary(phenotype: Phenotype, locus: string, next: Canary | undefined): Phenotype {
  const entry = phenotype.loci.get(locus) ?? empty;
  if (isDeepStrictEqual(entry.canary, next)) return phenotype;
  const { dominant, fallback, deprecated, weights } = entry;
  const places = { ...(dominant === undefined ? {} : { dominant }), fallback, deprecated };
  return withEntry(phenotype, locus, {
    ...places,
    ...(weights === undefined ? {} : { weights }),
    ...(next === undefined ? {} : { canary: next }),
  });
}

/** Lets the pathway run by a fused allele; one it had before gives way. */
export function fuse(phenotype: Phenotype, pathway: string, entry: FusionEntry): Phenotype {
  return { ...phenotype, fusion: { ...phenotype.fusion, [pathway]: entry } };
}

/** Lets the pathway run step by step again; the fused allele stays in the genome. */
export function decompose(phenotype: Phenotype, pathway: string): Phenotype {
  const fusion = Object.fromEntries(Object.entries(phenotype.fusion).filter(([name]) => name !== pathway));
  return { ...phenotype, fusion };
}

function withEntry(phenotype: Phenotype, locus: string, entry: LocusExpression): Phenotype {
  return { ...phenotype, loci: new Map(phenotype.loci).set(locus, entry) };
}

type Places = Pick<LocusExpression, 'dominant' | 'fallback' | 'deprecated'>;

/** The entry with its alleles at these places. Weights stay, and so does a canary until it is dominant or ruled out. */
function placed({ weights, ...entry }: LocusExpression, places: Places): LocusExpression {
  const canary = standingCanary({ ...places, ...(entry.canary === undefined ? {} : { canary: entry.canary }) });
  return { ...places, ...(weights === undefined ? {} : { weights }), ...(canary === undefined ? {} : { canary }) };
}

function without({ dominant, fallback, deprecated }: LocusExpression, digest: Sha256): Places {
  const others = (digests: readonly Sha256[]): readonly Sha256[] => digests.filter((other) => other !== digest);
  const rest = { fallback: others(fallback), deprecated: others(deprecated) };
  return dominant === undefined || dominant === digest ? rest : { dominant, ...rest };
}

function notExpressed(phenotype: Phenotype, locus: string, digest: Sha256): UsageError {
  return new UsageError({
    code: 'allele-not-expressed',
    message: `Phenotype "${phenotype.name}" does not express allele ${shortDigest(digest)} at locus "${locus}".`,
    hint: `\`sg status\` shows what it expresses; phenotypes/${phenotype.name}.toml is where it says so.`,
    details: { phenotype: phenotype.name, locus, digest },
  });
}

function deprecatedAllele(phenotype: Phenotype, locus: string, digest: Sha256): UsageError {
  return new UsageError({
    code: 'allele-deprecated',
    message: `Phenotype "${phenotype.name}" has deprecated allele ${shortDigest(digest)} at locus "${locus}".`,
    hint: `\`git log -S ${digest} -- phenotypes/${phenotype.name}.toml\` tells why. \`sg promote --force\` brings it back.`,
    details: { phenotype: phenotype.name, locus, digest },
  });
}
