import { formatMessage, type Trailer } from '../../git/trailers.ts';
import { shortDigest, type Sha256 } from '../../model/digest.ts';
import type { LocusExpression } from '../../phenotype/schema.ts';
import type { ExpressionAction } from './expression-edit.ts';

/** A decision of a person about one allele. */
export interface HandDecision {
  readonly action: ExpressionAction;
  readonly phenotype: string;
  readonly locus: string;
  readonly allele: Sha256;
  readonly reason: string;
  readonly before: LocusExpression | undefined;
  readonly after: LocusExpression | undefined;
}

/**
 * The commit message of a decision by hand. `Sg-Allele` is the allele decided on; `Sg-Replaces` the dominant it takes the
 * place of; `Sg-Successor` the one that takes its place when it is demoted; `Sg-Fallback` its place in the fallback stack,
 * from 1; `Sg-Canary` the share of hosts that ask it first, or their names, or `none` where that ends.
 */
export function expressionMessage(decision: HandDecision): string {
  const { phenotype, locus, allele, reason } = decision;
  return formatMessage({
    subject: `${locus}: ${deed(decision)} ${shortDigest(allele)}`,
    body: consequence(decision),
    trailers: [
      { key: 'Sg-Phenotype', value: phenotype },
      { key: 'Sg-Locus', value: locus },
      { key: 'Sg-Allele', value: allele },
      ...place(decision),
      { key: 'Sg-Reason', value: reason },
      { key: 'Sg-By-Hand', value: 'yes' },
    ],
  });
}

function deed({ action, after }: HandDecision): string {
  if (action === 'canary') return after?.canary === undefined ? 'end canary' : 'canary';
  return action === 'fallback' ? 'fall back on' : action;
}

function canaryHosts({ after }: Pick<HandDecision, 'after'>): string {
  const canary = after?.canary;
  if (canary === undefined) return 'none';
  return canary.hosts === undefined ? String(canary.share) : canary.hosts.join(' ');
}

function place(decision: HandDecision): readonly Trailer[] {
  const { action, allele, before, after } = decision;
  if (action === 'promote') return trailer('Sg-Replaces', before?.dominant);
  if (action === 'canary') return trailer('Sg-Canary', canaryHosts(decision));
  if (action === 'fallback') return trailer('Sg-Fallback', String(fallbackPlace(decision)));
  return before?.dominant === allele ? trailer('Sg-Successor', after?.dominant) : [];
}

function trailer(key: string, value: string | undefined): readonly Trailer[] {
  return value === undefined ? [] : [{ key, value }];
}

function fallbackPlace({ allele, after }: Pick<HandDecision, 'allele' | 'after'>): number {
  return (after?.fallback.indexOf(allele) ?? -1) + 1;
}

function canaryConsequence({ after }: HandDecision, now: string, where: string): string {
  if (after?.canary === undefined) return `No host asks it first any more ${where}; ${now} stays dominant.`;
  const { share, hosts } = after.canary;
  const who = hosts === undefined ? `A share of ${share} of hosts asks` : `${hosts.join(', ')} ask`;
  return `${who} it first ${where}; where it fails, ${now} answers.`;
}

function consequence(decision: HandDecision): string {
  const { action, phenotype, before, after } = decision;
  const where = `in phenotype "${phenotype}"`;
  if (after?.dominant === undefined) return `Nothing is expressed there any more ${where}.`;
  const [now, was] = [shortDigest(after.dominant), before?.dominant];
  if (action === 'fallback')
    return `It is number ${fallbackPlace(decision)} to fall back on ${where}; ${now} stays dominant.`;
  if (action === 'canary') return canaryConsequence(decision, now, where);
  if (was === after.dominant) return `It is not tried again ${where}; ${now} stays dominant.`;
  if (was === undefined) return `It is dominant ${where}.`;
  if (action === 'promote') return `It is dominant ${where}; ${shortDigest(was)} is the first to fall back on.`;
  return `It is not tried again ${where}; ${now} takes its place.`;
}
