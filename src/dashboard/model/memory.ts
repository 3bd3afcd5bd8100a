import type { Certificate } from '../../genome/certificate.ts';
import type { KnownCommits } from './genome-history.ts';

/** Beyond that many, what was read long ago is read again. */
const mostCertificates = 100_000;

/** What was read for an earlier look at a genome and is true of any later one: it is known by ids of what it was read from. */
export class Memory {
  readonly #certificates = new Map<string, Certificate | string>();
  #history: { readonly of: string; readonly known: KnownCommits } | undefined;

  /**
   * An allele's certificate, or the code of the error where it can't be read.
   * @param blob git's id of its file
   */
  async certificate(
    { blob, locus, allele }: { readonly blob: string; readonly locus: string; readonly allele: string },
    read: () => Promise<Certificate | string>,
  ): Promise<Certificate | string> {
    const key = `${blob} ${locus} ${allele}`;
    const known = this.#certificates.get(key);
    if (known !== undefined) return known;
    const certificate = await read();
    if (this.#certificates.size >= mostCertificates) this.#certificates.clear();
    this.#certificates.set(key, certificate);
    return certificate;
  }

  /** What commits did, as far as it is known for a phenotype and these loci. */
  commits(phenotype: string, loci: readonly string[]): KnownCommits {
    const of = [phenotype, ...loci].join(' ');
    if (this.#history?.of !== of) this.#history = { of, known: new Map() };
    return this.#history.known;
  }
}
