import type { Sha256 } from '../model/digest.ts';
import type { LocusExpression } from './schema.ts';

export const listKeys = ['fallback', 'deprecated'] as const;

/** What hand-written text says behind a digest, `# sends gratuitous ARP`: it goes where the digest goes. */
export type DigestComments = ReadonlyMap<Sha256, string>;

/** A `[loci.<name>]` block: one digest a line, so that `git blame` tells who put each one there. */
export function locusBlock(locus: string, { dominant, fallback, deprecated }: LocusExpression): readonly string[] {
  return [
    `[loci.${locus}]`,
    ...(dominant === undefined ? [] : [dominantLine(dominant, new Map())]),
    ...listLines('fallback', fallback, new Map()),
    ...listLines('deprecated', deprecated, new Map()),
  ];
}

export function dominantLine(digest: Sha256, comments: DigestComments, start = 'dominant = '): string {
  return `${start}"${digest}"${behind(comments.get(digest))}`;
}

export interface ListFrame {
  /** White space before the key. */
  readonly indent: string;
  /** Comments on lines of their own, put first. */
  readonly remarks: readonly string[];
  /** The comment behind the closing bracket. */
  readonly closing: string | undefined;
}

const plainFrame: ListFrame = { indent: '', remarks: [], closing: undefined };

export function listLines(
  key: string,
  digests: readonly Sha256[],
  comments: DigestComments,
  { indent, remarks, closing }: ListFrame = plainFrame,
): readonly string[] {
  const inner = `${indent}  `;
  const lines = [
    ...remarks.map((remark) => inner + remark),
    ...digests.map((digest) => elementLine(digest, comments, inner)),
  ];
  if (lines.length === 0) return [`${indent}${key} = []${behind(closing)}`];
  return [`${indent}${key} = [`, ...lines, `${indent}]${behind(closing)}`];
}

export function elementLine(digest: Sha256, comments: DigestComments, indent: string): string {
  return `${indent}"${digest}",${behind(comments.get(digest))}`;
}

function behind(comment: string | undefined): string {
  return comment === undefined ? '' : ` ${comment}`;
}
