import type { Evidence } from '../../arena/evidence.ts';
import { formatMessage, type Trailer } from '../../git/trailers.ts';
import { shortDigest, type Sha256 } from '../../model/digest.ts';
import type { MutationCost } from './mutation-cost.ts';

/** A proposal as its commit tells it. The pull request is made from this and the commit's files alone. */
export interface ProposalStory {
  readonly locus: string;
  readonly allele: Sha256;
  readonly parent: Sha256 | undefined;
  readonly signature: Sha256;
  /** What the failure looks like; empty ahead of any. */
  readonly symptoms: string;
  /** What the first failed attempt said. Untrusted, made visible. */
  readonly said: string;
  /** Digest of the failure case, and where it failed. */
  readonly failure: { readonly case: Sha256; readonly kernel: string } | undefined;
  readonly verdict: Evidence['verdict'];
  readonly cost: MutationCost;
}

export function proposalMessage(story: ProposalStory): string {
  const { locus, allele, parent, symptoms, verdict } = story;
  const why = symptoms === '' ? 'Made ahead of any failure' : `Answers ${symptoms}`;
  const from = parent === undefined ? '' : `, made from ${shortDigest(parent)}`;
  return formatMessage({
    subject: `${locus}: propose ${shortDigest(allele)}`,
    body: `${why}${from}.\nArena: ${verdict.result}. ${verdict.reason}`,
    trailers: trailersOf(story),
  });
}

function trailersOf({ locus, allele, parent, signature, symptoms, said, failure, cost }: ProposalStory): Trailer[] {
  const { calls, inputTokens, outputTokens, money } = cost;
  const price = money === null ? '' : ` ${money.currency}=${money.amount}`;
  const optional: readonly (readonly [string, string | undefined])[] = [
    ['Sg-Parent', parent],
    ['Sg-Failure', symptoms === '' ? undefined : symptoms],
    ['Sg-Said', said === '' ? undefined : said],
    ['Sg-Case', failure?.case],
    ['Sg-Kernel', failure?.kernel],
  ];
  return [
    { key: 'Sg-Locus', value: locus },
    { key: 'Sg-Allele', value: allele },
    { key: 'Sg-Signature', value: signature },
    ...optional.flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }])),
    { key: 'Sg-Cost', value: `calls=${calls} tokens=${inputTokens + outputTokens}${price}` },
  ];
}
