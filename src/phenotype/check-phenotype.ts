import { IntegrityError } from '../errors/integrity-error.ts';
import type { Genome } from '../genome/genome.ts';
import { shortDigest, type Sha256 } from '../model/digest.ts';
import type { LocusExpression, Phenotype } from './schema.ts';

/** Something a phenotype says that the genome, or the phenotype itself, contradicts. */
export interface PhenotypeFault {
  readonly code: 'allele-not-in-genome' | 'digest-at-two-places' | 'canary-not-in-genome';
  readonly locus: string;
  readonly digest: Sha256;
  readonly message: string;
}

/** Every fault, in the order of the file. A deprecated allele may be gone from the genome: it is never tried. */
export async function checkPhenotype(phenotype: Phenotype, genome: Genome): Promise<readonly PhenotypeFault[]> {
  const faults: PhenotypeFault[] = [];
  for (const [locus, entry] of phenotype.loci) {
    const pool = new Set(await genome.alleles(locus));
    faults.push(...repeated(locus, entry), ...missing(locus, entry, pool));
  }
  return faults;
}

/**
 * @throws IntegrityError `phenotype-inconsistent` with every fault in its details
 */
export async function assertPhenotype(phenotype: Phenotype, genome: Genome): Promise<void> {
  const faults = await checkPhenotype(phenotype, genome);
  if (faults.length === 0) return;
  throw new IntegrityError({
    code: 'phenotype-inconsistent',
    message: `Phenotype "${phenotype.name}" does not fit the ${genome.tree.description}: ${faults.map((fault) => fault.message).join('; ')}.`,
    hint: '`git log -- phenotypes genome` shows what parted them; `git pull` brings alleles that a remote has.',
    details: { faults: faults.map((fault) => ({ ...fault })) },
  });
}

function missing(locus: string, entry: LocusExpression, pool: ReadonlySet<Sha256>): readonly PhenotypeFault[] {
  const { dominant, fallback, canary } = entry;
  const expressed = dominant === undefined ? fallback : [dominant, ...fallback];
  const absent = expressed
    .filter((digest) => !pool.has(digest))
    .map((digest) => fault('allele-not-in-genome', locus, digest, 'is expressed but not in the genome'));
  if (canary === undefined || pool.has(canary.allele)) return absent;
  return [...absent, fault('canary-not-in-genome', locus, canary.allele, 'is the canary but not in the genome')];
}

function repeated(locus: string, { dominant, fallback, deprecated }: LocusExpression): readonly PhenotypeFault[] {
  const seen = new Set<Sha256>();
  const twice = new Set<Sha256>();
  for (const digest of [...(dominant === undefined ? [] : [dominant]), ...fallback, ...deprecated]) {
    if (seen.has(digest)) twice.add(digest);
    seen.add(digest);
  }
  return [...twice].map((digest) => fault('digest-at-two-places', locus, digest, 'stands at more than one place'));
}

function fault(code: PhenotypeFault['code'], locus: string, digest: Sha256, says: string): PhenotypeFault {
  return { code, locus, digest, message: `allele ${shortDigest(digest)} of "${locus}" ${says}` };
}
