import type { Sha256 } from '../model/digest.ts';

/**
 * How an allele came to be: written with the repository (`seed`), proposed by an engine (`mutation`), made from a
 * pathway's steps (`fusion`), taken from another repository (`import`), or written by a person since (`author`).
 */
export const origins = ['seed', 'mutation', 'fusion', 'import', 'author'] as const;

export type Origin = (typeof origins)[number];

/** The birth certificate of an allele, stored beside it as `<sha256>.toml`. It never changes. */
export interface Certificate {
  readonly locus: string;
  readonly digest: Sha256;
  /** What it was made from, also at other loci (a fused allele's steps); empty for a seed. */
  readonly parents: readonly Sha256[];
  readonly origin: Origin;
  /** 0 without parents, otherwise one more than the highest of the parents. */
  readonly generation: number;
  /** RFC 3339 in UTC, whole seconds or milliseconds: `2026-03-01T12:00:00Z`. */
  readonly created: string;
  /** Digest of the contract it was written to. */
  readonly contract: Sha256;
  /** Digest of the failure case that prompted it. */
  readonly promptedBy?: Sha256;
  /** Why it exists, in a sentence for people. */
  readonly note?: string;
  readonly engine?: CertificateEngine;
  readonly cost?: CertificateCost;
  /** Where an imported allele came from. */
  readonly remote?: CertificateRemote;
}

export interface CertificateEngine {
  readonly name: string;
  readonly model?: string;
  /** Digest of the prompt it was given. */
  readonly prompt?: Sha256;
}

export interface CertificateCost {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Decimal, so that no cent is lost to binary fractions: `0.0123`. */
  readonly money?: { readonly amount: string; readonly currency: string };
}

export interface CertificateRemote {
  readonly url: string;
  readonly commit?: string;
}

/** A moment as certificates write it: UTC, milliseconds left out when they are zero. */
export function certificateTime(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}
