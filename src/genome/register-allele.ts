import { InternalError } from '../errors/internal-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { sha256, type Sha256 } from '../model/digest.ts';
import { allelePath, assertLocusName, certificatePath } from './allele-path.ts';
import type { Certificate } from './certificate.ts';
import { formatCertificate, parseCertificate } from './certificate-text.ts';
import { maxAlleleBytes, type Genome } from './genome.ts';

export interface Registration {
  readonly locus: string;
  /** The allele's TypeScript. */
  readonly source: string;
  /** Its birth certificate; locus and digest are filled in. */
  readonly certificate: Omit<Certificate, 'locus' | 'digest'>;
}

export interface RegistrationPlan {
  readonly digest: Sha256;
  /** Files to write by path; empty when the allele is registered already. */
  readonly changes: ReadonlyMap<string, Uint8Array>;
}

/**
 * What it takes to add an allele to the genome; nothing is written. An allele is born once: when it is there with a valid
 * certificate, the plan is empty, whatever the new certificate says.
 * @throws UsageError `allele-too-large`, `allele-not-text`, `invalid-locus-name`; IntegrityError when what is there under
 * that name does not check
 */
export async function planRegistration(genome: Genome, { locus, source, certificate }: Registration): Promise<RegistrationPlan> {
  assertLocusName(locus);
  const bytes = allele(source);
  const digest = sha256(bytes);
  const text = checkedCertificate({ ...certificate, locus, digest });
  const present = (await genome.alleles(locus)).includes(digest);
  if (present) await genome.source(locus, digest);
  const changes = new Map<string, Uint8Array>();
  if (!present) changes.set(allelePath(locus, digest), bytes);
  const certificateFile = certificatePath(locus, digest);
  if ((await genome.tree.read(certificateFile)) === undefined) changes.set(certificateFile, new TextEncoder().encode(text));
  else await genome.certificate(locus, digest);
  return { digest, changes };
}

function allele(source: string): Uint8Array {
  if (/\p{Surrogate}/u.test(source)) {
    throw new UsageError({
      code: 'allele-not-text',
      message: 'Expected an allele of well-formed Unicode text, got a lone surrogate.',
    });
  }
  const bytes = new TextEncoder().encode(source);
  if (bytes.length <= maxAlleleBytes) return bytes;
  throw new UsageError({
    code: 'allele-too-large',
    message: `Expected an allele of at most ${maxAlleleBytes} bytes, got ${bytes.length}.`,
  });
}

/** A certificate that could not be read back would lock its allele out for good. */
function checkedCertificate(certificate: Certificate): string {
  try {
    const text = formatCertificate(certificate);
    parseCertificate(text, certificatePath(certificate.locus, certificate.digest));
    return text;
  } catch (error) {
    throw new InternalError(`made a certificate that is not valid: ${(error as Error).message}`, error);
  }
}
