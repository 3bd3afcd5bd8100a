import { InternalError } from '../errors/internal-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { isSha256, type Sha256 } from '../model/digest.ts';

/** Where alleles live in a genome repository: `genome/<locus>/<sha256>.ts` and what belongs to it. */
export const genomeFolder = 'genome';

const locusPattern = /^[a-z][a-z0-9_]*$/;

/** So that every file name stays below the 255 bytes file systems allow. */
const longestLocus = 100;

export function isLocusName(text: string): boolean {
  return text.length <= longestLocus && locusPattern.test(text);
}

/**
 * @throws UsageError `invalid-locus-name`
 */
export function assertLocusName(text: string): void {
  if (isLocusName(text)) return;
  throw new UsageError({
    code: 'invalid-locus-name',
    message: `Expected a locus name (a lower-case letter, then letters, digits and "_", at most ${longestLocus}), got ${JSON.stringify(text.slice(0, 120))}.`,
    hint: 'Loci are named as in contracts/genes/*.sg.',
  });
}

/**
 * @throws UsageError `invalid-locus-name`
 */
export function locusFolder(locus: string): string {
  assertLocusName(locus);
  return `${genomeFolder}/${locus}`;
}

export function allelePath(locus: string, digest: Sha256): string {
  return fileOf(locus, digest, '.ts');
}

export function certificatePath(locus: string, digest: Sha256): string {
  return fileOf(locus, digest, '.toml');
}

/** What the arena measured of it. */
export function evidencePath(locus: string, digest: Sha256): string {
  return fileOf(locus, digest, '.evidence.json');
}

/** The declarations generated from the locus's contract. */
export function contractTypesPath(locus: string): string {
  return `${locusFolder(locus)}/contract.d.ts`;
}

/** Digests that were rejected at the locus, with reasons. */
export function graveyardPath(locus: string): string {
  return `${locusFolder(locus)}/graveyard.toml`;
}

function fileOf(locus: string, digest: Sha256, suffix: string): string {
  // Digests from outside are resolved or validated before they get here; anything else would be a path from a stranger.
  if (!isSha256(digest)) throw new InternalError(`not a SHA-256 digest: ${JSON.stringify(String(digest).slice(0, 80))}`);
  return `${locusFolder(locus)}/${digest}${suffix}`;
}
