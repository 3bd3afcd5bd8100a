import { certificatePath } from '../../genome/allele-path.ts';
import { parseCertificate } from '../../genome/certificate-text.ts';
import type { Certificate } from '../../genome/certificate.ts';
import { decodeText } from '../../genome/decode-text.ts';
import type { Genome } from '../../genome/genome.ts';
import { printable } from '../../contract/printable.ts';
import { SgError } from '../../errors/sg-error.ts';
import { sha256, shortDigest, type Sha256 } from '../../model/digest.ts';
import type { StageFailure } from '../stage-result.ts';
import type { Candidate } from './candidate.ts';

/**
 * The certificate is complete and about this file, and its parents are in the pool. Parents of an import live where it
 * comes from. Without a certificate a candidate is a proposal: it gets one when it is registered.
 */
export async function certificateFailures(
  { locus, bytes, certificate }: Candidate,
  { genome, certified }: { readonly genome: Genome; readonly certified: boolean },
): Promise<readonly StageFailure[]> {
  const digest = sha256(bytes);
  if (certificate === undefined) {
    const message = `Expected a birth certificate at ${certificatePath(locus, digest)}, found none.`;
    return certified ? [{ kind: 'certificate-missing', at: 'certificate', message }] : [];
  }
  const read = tryParse(certificate, certificatePath(locus, digest));
  if ('kind' in read) return [read];
  const mismatch = mismatches(read, locus, digest);
  return mismatch.length > 0 || read.origin === 'import' ? mismatch : parentFailures(read, genome);
}

function tryParse(bytes: Uint8Array, file: string): Certificate | StageFailure {
  try {
    return parseCertificate(decodeText(bytes, file), file);
  } catch (error) {
    if (!(error instanceof SgError)) throw error;
    return { kind: error.code, at: 'certificate', message: printable(error.message.replaceAll(/\s+/g, ' ')) };
  }
}

function mismatches(certificate: Certificate, locus: string, digest: Sha256): readonly StageFailure[] {
  const wanted = { locus, digest };
  return (['locus', 'digest'] as const)
    .filter((field) => certificate[field] !== wanted[field])
    .map((field) => ({
      kind: 'certificate-mismatch',
      at: 'certificate',
      message: `Expected ${field} = "${wanted[field]}", found "${certificate[field]}".`,
    }));
}

async function parentFailures({ parents, generation }: Certificate, genome: Genome): Promise<readonly StageFailure[]> {
  if (parents.length === 0) return [];
  const homes = await homesOf(parents, genome);
  const missing = parents.filter((parent) => !homes.has(parent));
  if (missing.length > 0) {
    return missing.map((parent) => ({
      kind: 'missing-parent',
      at: 'certificate',
      message: `Expected the parent ${parent} in the pool; no locus has it.`,
    }));
  }
  const generations = await Promise.all(
    [...homes].map(async ([parent, locus]) => (await genome.certificate(locus, parent)).generation),
  );
  const expected = Math.max(...generations) + 1;
  if (generation === expected) return [];
  const message = `Expected generation ${expected}, one more than its parents (${parents.map(shortDigest).join(', ')}), found ${generation}.`;
  return [{ kind: 'wrong-generation', at: 'certificate', message }];
}

async function homesOf(parents: readonly Sha256[], genome: Genome): Promise<ReadonlyMap<Sha256, string>> {
  const wanted = new Set(parents);
  const homes = new Map<Sha256, string>();
  for (const locus of await genome.loci()) {
    for (const digest of await genome.alleles(locus)) if (wanted.has(digest)) homes.set(digest, locus);
  }
  return homes;
}
