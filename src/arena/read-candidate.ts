import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../errors/usage-error.ts';
import { allelePath, certificatePath } from '../genome/allele-path.ts';
import { maxAlleleBytes, type Genome } from '../genome/genome.ts';
import { isSha256, sha256 } from '../model/digest.ts';
import type { CandidateFile } from './matter.ts';

/** What is larger is no allele with something wrong, it is another file. */
const mostBytes = 16 * maxAlleleBytes;

/**
 * A candidate by file, or by the start of the digest of an allele in the pool. Its bytes are not judged here.
 * @throws UsageError `no-candidate`, `candidate-too-large`, and those of an unknown digest
 */
export async function readCandidate(genome: Genome, locus: string, named: string): Promise<CandidateFile> {
  const found = await stat(named).catch(() => undefined);
  if (found?.isFile() === true) return fromFile(named, found.size);
  if (/^[0-9a-f]{4,64}$/.test(named)) return fromPool(genome, locus, named);
  throw new UsageError({
    code: 'no-candidate',
    message: `Expected a file or the start of an allele's digest, got ${JSON.stringify(named.slice(0, 200))}.`,
    hint: `\`sg lineage ${locus}\` lists the digests of the locus.`,
  });
}

/** A file named by a digest claims to be that allele; its certificate lies beside it. */
async function fromFile(file: string, size: number): Promise<CandidateFile> {
  if (size > mostBytes) {
    throw new UsageError({
      code: 'candidate-too-large',
      message: `Expected an allele of at most ${maxAlleleBytes} bytes, got ${file} with ${size}.`,
    });
  }
  const bytes = await readFile(file);
  const name = path.basename(file, '.ts');
  const named = isSha256(name) ? name : undefined;
  const certificate =
    named === undefined ? undefined : await readFile(file.replace(/\.ts$/, '.toml')).catch(() => undefined);
  return candidate(bytes, named, certificate);
}

async function fromPool(genome: Genome, locus: string, prefix: string): Promise<CandidateFile> {
  const { digest } = await genome.resolveDigest(prefix, locus);
  const bytes = await genome.tree.read(allelePath(locus, digest));
  return candidate(bytes ?? new Uint8Array(), digest, await genome.tree.read(certificatePath(locus, digest)));
}

function candidate(bytes: Uint8Array, named: string | undefined, certificate: Uint8Array | undefined): CandidateFile {
  return {
    digest: sha256(bytes),
    bytes,
    ...(named === undefined ? {} : { named }),
    ...(certificate === undefined ? {} : { certificate }),
  };
}
