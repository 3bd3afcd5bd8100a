import { formatMessage } from '../../git/trailers.ts';
import { shortDigest, type Sha256 } from '../../model/digest.ts';
import { addLocus, registerFallback } from '../../phenotype/edit.ts';
import { parsePhenotype } from '../../phenotype/parse-phenotype.ts';
import { phenotypePath } from '../../phenotype/phenotype-path.ts';
import { writePhenotype } from '../../phenotype/write.ts';
import type { PlannedCommit } from './plan.ts';

/** The alleles a locus starts with, the dominant first. */
export type Stacks = ReadonlyMap<string, readonly Sha256[]>;

/**
 * A commit for each locus that the phenotype does not express yet, so that `git blame` on the phenotype answers for each
 * line separately; and the text the phenotype has in the end.
 */
export function expressLoci(
  phenotype: string,
  text: string,
  stacks: Stacks,
  reason: string,
): { readonly commits: readonly PlannedCommit[]; readonly text: string } {
  const file = phenotypePath(phenotype);
  const commits: PlannedCommit[] = [];
  let current = text;
  for (const [locus, stack] of stacks) {
    const next = expressLocus(current, file, locus, stack);
    if (next === current) continue;
    commits.push({ message: message(phenotype, locus, stack, reason), changes: new Map([[file, encode(next)]]) });
    current = next;
  }
  return { commits, text: current };
}

function expressLocus(text: string, file: string, locus: string, [dominant, ...fallback]: readonly Sha256[]): string {
  const before = parsePhenotype(text, file);
  if (dominant === undefined || before.loci.has(locus)) return text;
  const added = addLocus(before, locus, dominant);
  return writePhenotype(
    text,
    fallback.reduce((next, digest) => registerFallback(next, locus, digest), added),
    file,
  );
}

function message(phenotype: string, locus: string, stack: readonly Sha256[], reason: string): string {
  const [dominant = '', ...fallback] = stack;
  const behind = fallback.length === 0 ? '' : `, with ${fallback.map(shortDigest).join(', ')} to fall back on`;
  return formatMessage({
    subject: `${locus}: express ${shortDigest(dominant)}`,
    body: `The first allele of this locus in phenotype "${phenotype}"${behind}.`,
    trailers: [
      { key: 'Sg-Phenotype', value: phenotype },
      { key: 'Sg-Locus', value: locus },
      { key: 'Sg-Allele', value: dominant },
      { key: 'Sg-Reason', value: reason },
    ],
  });
}

export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
