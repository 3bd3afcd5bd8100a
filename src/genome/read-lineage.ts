import type { Sha256 } from '../model/digest.ts';
import type { Certificate } from './certificate.ts';
import type { Genome } from './genome.ts';
import { buildLineage, type Lineage } from './lineage.ts';

/**
 * The ancestry of every allele of a locus, up through other loci where a fusion or import leads there.
 * @throws IntegrityError for a certificate that is missing at the locus, or does not check anywhere it leads
 */
export async function readLineage(genome: Genome, locus: string): Promise<Lineage> {
  const own = await genome.alleles(locus);
  const certificates = await Promise.all(own.map((digest) => genome.certificate(locus, digest)));
  const known = new Map(certificates.map((certificate) => [certificate.digest, certificate]));
  await addForeignParents(genome, known);
  return buildLineage([...known.values()]);
}

async function addForeignParents(genome: Genome, known: Map<Sha256, Certificate>): Promise<void> {
  let wanted = unknownParents([...known.values()], known);
  if (wanted.length === 0) return;
  const homes = await lociOfDigests(genome);
  while (wanted.length > 0) {
    const found: Certificate[] = [];
    for (const digest of wanted) {
      const locus = homes.get(digest);
      if (locus !== undefined) found.push(await genome.certificate(locus, digest));
    }
    for (const certificate of found) known.set(certificate.digest, certificate);
    wanted = unknownParents(found, known);
  }
}

function unknownParents(children: readonly Certificate[], known: ReadonlyMap<Sha256, Certificate>): readonly Sha256[] {
  return [...new Set(children.flatMap(({ parents }) => parents))].filter((parent) => !known.has(parent));
}

async function lociOfDigests(genome: Genome): Promise<ReadonlyMap<Sha256, string>> {
  const homes = new Map<Sha256, string>();
  for (const locus of await genome.loci()) {
    for (const digest of await genome.alleles(locus)) homes.set(digest, locus);
  }
  return homes;
}
