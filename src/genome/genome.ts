import type { TreeReader } from '../git/tree-reader.ts';
import { sha256, type Sha256 } from '../model/digest.ts';
import { allelePath, certificatePath, genomeFolder, isLocusName, locusFolder } from './allele-path.ts';
import type { Certificate } from './certificate.ts';
import { parseCertificate } from './certificate-text.ts';
import { decodeText } from './decode-text.ts';
import { alleleMissing, alleleTooLarge, certificateMismatch, certificateMissing, digestMismatch } from './genome-faults.ts';
import { takeInventory, type LocusInventory, type Stray } from './inventory.ts';
import { findDigest, type AlleleName } from './resolve-digest.ts';

/** The largest allele: 256 KiB. */
export const maxAlleleBytes = 256 * 1024;

/** Verified sources a process keeps at hand. */
const cachedSources = 256;

/** Files directly in `genome/` that belong to no locus. */
const genomeFiles: ReadonlySet<string> = new Set(['kernel.d.ts', 'README.md', '.gitattributes', 'tsconfig.json']);

export interface GenomeSurvey {
  /** By name, sorted. */
  readonly loci: ReadonlyMap<string, LocusInventory>;
  readonly strays: readonly Stray[];
}

/** The gene pool of one tree. Nothing is believed because of its name: every source is checked against its digest. */
export class Genome {
  readonly tree: TreeReader;
  readonly #verified = new Map<string, string>();

  constructor(tree: TreeReader) {
    this.tree = tree;
  }

  /** Names of the loci that have a folder, sorted. */
  async loci(): Promise<readonly string[]> {
    const entries = await this.tree.list(genomeFolder);
    return entries.filter(({ name, kind }) => kind === 'folder' && isLocusName(name)).map(({ name }) => name);
  }

  /** Digests that have a source file at the locus, sorted; none for a locus without a folder. */
  async alleles(locus: string): Promise<readonly Sha256[]> {
    return (await this.inventory(locus)).alleles;
  }

  async inventory(locus: string): Promise<LocusInventory> {
    const folder = locusFolder(locus);
    return takeInventory(folder, await this.tree.list(folder));
  }

  /** Everything in `genome/` that does not belong there, all loci included. */
  async strays(): Promise<readonly Stray[]> {
    return (await this.survey()).strays;
  }

  /** The whole pool in one look: what stands at each locus, and all strays. */
  async survey(): Promise<GenomeSurvey> {
    const top = await this.tree.list(genomeFolder);
    const strays = top
      .filter(({ name, kind }) => !(kind === 'folder' ? isLocusName(name) : kind === 'file' && genomeFiles.has(name)))
      .map(({ name, kind }) => ({
        path: `${genomeFolder}/${name}`,
        reason: kind === 'folder' ? 'not the name of a locus' : 'not a file of the genome',
      }));
    const loci = new Map<string, LocusInventory>();
    for (const { name, kind } of top) {
      if (kind === 'folder' && isLocusName(name)) loci.set(name, await this.inventory(name));
    }
    return { loci, strays: [...strays, ...[...loci.values()].flatMap((inventory) => inventory.strays)] };
  }

  /**
   * An allele's TypeScript, checked against its digest when it is read; a process keeps what it has checked.
   * @throws IntegrityError `allele-missing`, `allele-digest-mismatch`, `allele-too-large`, `not-utf8`
   */
  async source(locus: string, digest: Sha256): Promise<string> {
    const path = allelePath(locus, digest);
    const known = this.#verified.get(path);
    if (known !== undefined) return known;
    const bytes = await this.tree.read(path);
    if (bytes === undefined) throw alleleMissing(path, this.tree.description);
    if (bytes.length > maxAlleleBytes) throw alleleTooLarge(path, bytes.length, maxAlleleBytes);
    const found = sha256(bytes);
    if (found !== digest) throw digestMismatch(path, digest, found, this.tree.description);
    return this.#remember(path, decodeText(bytes, path));
  }

  /**
   * @throws IntegrityError `certificate-missing`, `certificate-syntax`, `certificate-invalid`, `certificate-mismatch`
   */
  async certificate(locus: string, digest: Sha256): Promise<Certificate> {
    const path = certificatePath(locus, digest);
    const bytes = await this.tree.read(path);
    if (bytes === undefined) throw certificateMissing(path, this.tree.description);
    const certificate = parseCertificate(decodeText(bytes, path), path);
    if (certificate.locus !== locus) throw certificateMismatch(path, 'locus', locus, certificate.locus);
    if (certificate.digest !== digest) throw certificateMismatch(path, 'digest', digest, certificate.digest);
    return certificate;
  }

  /**
   * The one allele whose digest starts so.
   * @param prefix at least 4 hexadecimal characters
   * @param within only this locus; all of them when left out
   * @throws UsageError `invalid-digest-prefix`, `unknown-locus`, `unknown-allele`, `ambiguous-digest`
   */
  async resolveDigest(prefix: string, within?: string): Promise<AlleleName> {
    const loci = await this.loci();
    const pool = await Promise.all(loci.map(async (locus) => ({ locus, digests: await this.alleles(locus) })));
    return findDigest(prefix, pool, within);
  }

  #remember(path: string, source: string): string {
    const oldest = this.#verified.keys().next();
    if (this.#verified.size >= cachedSources && oldest.done !== true) this.#verified.delete(oldest.value);
    this.#verified.set(path, source);
    return source;
  }
}
