import { UsageError } from '../errors/usage-error.ts';
import { shortDigest, type Sha256 } from '../model/digest.ts';
import { suggest } from '../contract/suggest.ts';

/** One allele: digests alone may stand at several loci. */
export interface AlleleName {
  readonly locus: string;
  readonly digest: Sha256;
}

export interface LocusPool {
  readonly locus: string;
  readonly digests: readonly Sha256[];
}

const shortest = 4;

/** How many candidates an ambiguity lists. */
const listed = 8;

/**
 * @throws UsageError `invalid-digest-prefix`, `unknown-locus`, `unknown-allele`, `ambiguous-digest`
 */
export function findDigest(prefix: string, pool: readonly LocusPool[], within?: string): AlleleName {
  if (!/^[0-9a-f]+$/.test(prefix) || prefix.length < shortest || prefix.length > 64) throw invalidPrefix(prefix);
  const loci = within === undefined ? pool : pool.filter(({ locus }) => locus === within);
  if (within !== undefined && loci.length === 0) throw unknownLocus(within, pool);
  const found = loci.flatMap(({ locus, digests }) =>
    digests.filter((digest) => digest.startsWith(prefix)).map((digest) => ({ locus, digest })),
  );
  const [first, second] = found;
  if (first === undefined) throw unknownAllele(prefix, within);
  if (second !== undefined) throw ambiguous(prefix, found);
  return first;
}

function invalidPrefix(prefix: string): UsageError {
  return new UsageError({
    code: 'invalid-digest-prefix',
    message: `Expected ${shortest} to 64 lower-case hexadecimal characters of a digest, got ${JSON.stringify(prefix.slice(0, 80))}.`,
    hint: '`sg lineage LOCUS` lists the digests of a locus.',
  });
}

function unknownLocus(locus: string, pool: readonly LocusPool[]): UsageError {
  const known = pool.map((entry) => entry.locus);
  const guess = suggest(locus, known);
  return new UsageError({
    code: 'unknown-locus',
    message: `Expected a locus of the genome, got ${JSON.stringify(locus.slice(0, 120))}.`,
    hint: guess === undefined ? `The genome has: ${known.join(', ')}.` : `Did you mean "${guess}"?`,
    details: { locus, known },
  });
}

function unknownAllele(prefix: string, within: string | undefined): UsageError {
  const where = within === undefined ? 'the genome' : `locus "${within}"`;
  return new UsageError({
    code: 'unknown-allele',
    message: `No allele of ${where} has a digest that starts with "${prefix}".`,
    hint: `\`sg lineage ${within ?? 'LOCUS'}\` lists the digests of a locus.`,
    details: { prefix },
  });
}

function ambiguous(prefix: string, found: readonly AlleleName[]): UsageError {
  const names = found.slice(0, listed).map(({ locus, digest }) => `${locus} ${shortDigest(digest)}`);
  const more = found.length > listed ? `, and ${found.length - listed} more` : '';
  return new UsageError({
    code: 'ambiguous-digest',
    message: `"${prefix}" is the start of ${found.length} alleles: ${names.join(', ')}${more}.`,
    hint: 'Give more characters, or name the locus as well.',
    details: { prefix, candidates: found.map(({ locus, digest }) => ({ locus, digest })) },
  });
}
