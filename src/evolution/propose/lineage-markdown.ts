import { ancestors, type Lineage } from '../../genome/lineage.ts';
import { shortDigest, type Sha256 } from '../../model/digest.ts';
import { codeSpan } from './markdown-code.ts';

/** An allele's line of descent, the oldest first. */
export function lineageMarkdown(lineage: Lineage, allele: Sha256): string {
  const line = [allele, ...ancestors(lineage, allele)].reverse();
  return line
    .map((digest, depth) => {
      const certificate = lineage.members.get(digest)?.certificate;
      const about =
        certificate === undefined ? 'unknown' : `${certificate.origin}, generation ${certificate.generation}`;
      return `${'  '.repeat(depth)}- ${codeSpan(shortDigest(digest))} ${about}${digest === allele ? ' (this one)' : ''}`;
    })
    .join('\n');
}
