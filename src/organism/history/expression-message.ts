import { formatMessage, type Trailer } from '../../git/trailers.ts';
import { shortDigest, type Sha256 } from '../../model/digest.ts';
import type { LocusExpression } from '../../phenotype/schema.ts';

/** A decision of a person about one allele. */
export interface HandDecision {
  readonly action: 'promote' | 'demote';
  readonly phenotype: string;
  readonly locus: string;
  readonly allele: Sha256;
  readonly reason: string;
  readonly before: LocusExpression | undefined;
  readonly after: LocusExpression | undefined;
}

/**
 * The commit message of a promotion or demotion by hand. `Sg-Allele` is the allele decided on; `Sg-Replaces` the dominant
 * it takes the place of; `Sg-Successor` the one that takes its place when it is demoted.
 */
export function expressionMessage(decision: HandDecision): string {
  const { action, phenotype, locus, allele, reason, before, after } = decision;
  const succession = action === 'promote' ? trailer('Sg-Replaces', before?.dominant) : successor(decision);
  return formatMessage({
    subject: `${locus}: ${action} ${shortDigest(allele)}`,
    body: consequence(action, { phenotype, before, after }),
    trailers: [
      { key: 'Sg-Phenotype', value: phenotype },
      { key: 'Sg-Locus', value: locus },
      { key: 'Sg-Allele', value: allele },
      ...succession,
      { key: 'Sg-Reason', value: reason },
      { key: 'Sg-By-Hand', value: 'yes' },
    ],
  });
}

function successor({ allele, before, after }: HandDecision): readonly Trailer[] {
  return before?.dominant === allele ? trailer('Sg-Successor', after?.dominant) : [];
}

function trailer(key: string, digest: Sha256 | undefined): readonly Trailer[] {
  return digest === undefined ? [] : [{ key, value: digest }];
}

function consequence(
  action: HandDecision['action'],
  { phenotype, before, after }: Pick<HandDecision, 'phenotype' | 'before' | 'after'>,
): string {
  const place = `in phenotype "${phenotype}"`;
  if (after?.dominant === undefined) return `Nothing is expressed there any more ${place}.`;
  const [now, was] = [shortDigest(after.dominant), before?.dominant];
  if (was === after.dominant) return `It is not tried again ${place}; ${now} stays dominant.`;
  if (was === undefined) return `It is dominant ${place}.`;
  if (action === 'promote') return `It is dominant ${place}; ${shortDigest(was)} is the first to fall back on.`;
  return `It is not tried again ${place}; ${now} takes its place.`;
}
