import { IntegrityError } from '../errors/integrity-error.ts';
import type { Workspace } from '../organism/workspace.ts';
import { errorRate } from '../selection/error-rate.ts';
import { defaultBudget } from './contest.ts';
import { basisOf } from './evidence-basis.ts';
import type { Evidence, EvidenceBasis } from './evidence.ts';
import { firstDifference } from './first-difference.ts';
import type { Matter } from './matter.ts';
import { prepareMatter } from './prepare-matter.ts';

/** Something evidence rests on that is not what the repository would have it rest on now. */
export interface Shortfall {
  /** `weaker`: whoever made it chose something easier; `stale`: alleles, contracts or rules are others by now. */
  readonly kind: 'weaker' | 'stale';
  readonly message: string;
}

/**
 * Compares what evidence rests on with what the repository asks of this candidate now: that it met the dominant allele,
 * with the witnesses and diagnostics that are expressed, the error rate of the policy, its own number among the
 * challengers, worlds nobody chose, and at least the usual budget. Whether the evidence is true, `verifyEvidence` tells.
 * @param workspace its tree is the state to judge by: of a proposal, the branch it is to be merged into
 * @returns everything that falls short; empty when it may count
 * @throws UsageError `unknown-locus`, `not-a-gene`, `locus-not-expressed`, `invalid-error-rate`; EnvironmentError
 * `shallow-history`
 */
export async function gateEvidence(
  workspace: Workspace,
  evidence: Evidence,
  { phenotype }: { readonly phenotype: string },
): Promise<readonly Shortfall[]> {
  const { locus, candidate, basis } = evidence;
  const expected = await prepareMatter(workspace, {
    locus,
    phenotype,
    candidate: { digest: candidate, bytes: new Uint8Array() },
    cases: basis.cases,
    ...(basis.seed.nonce === null ? { seed: basis.seed.value } : {}),
  });
  return [...severity(basis, expected), ...currency(evidence, expected)];
}

/** @throws IntegrityError `evidence-weaker`, or `evidence-stale` where nothing was made easier */
export function refuseShortfalls(shortfalls: readonly Shortfall[]): void {
  if (shortfalls.length === 0) return;
  const weaker = shortfalls.some(({ kind }) => kind === 'weaker');
  throw new IntegrityError({
    code: weaker ? 'evidence-weaker' : 'evidence-stale',
    message: `The evidence ${weaker ? 'was made with less than the usual severity' : 'is about another state of the genome'}: ${shortfalls.map(({ message }) => message).join('; ')}.`,
    hint: 'Make it again with `sg arena LOCUS --candidate FILE --out FILE`, or say --allow-weaker.',
    details: { shortfalls: shortfalls.map((each) => ({ ...each })) },
  });
}

function severity({ seed, budget, alpha }: EvidenceBasis, expected: Matter): readonly Shortfall[] {
  const names = Object.keys(defaultBudget) as (keyof typeof defaultBudget)[];
  const small = names.filter((name) => budget[name] < defaultBudget[name]);
  const derived = seed.nonce !== null && seed.nonce === expected.seed.nonce && seed.value === expected.seed.value;
  const { promote, demote } = expected.alpha;
  return [
    ...(derived ? [] : ['its seed was chosen, not derived from candidate and repository']),
    ...small.map((name) => `its budget for ${name} is ${budget[name]}, less than ${defaultBudget[name]}`),
    ...(exceeds(alpha.promote, promote) ? [`its error rate for promotion is ${alpha.promote}, not ${promote}`] : []),
    ...(exceeds(demote, alpha.demote) ? [`its error rate for demotion is ${alpha.demote}, not ${demote}`] : []),
  ].map((message) => ({ kind: 'weaker', message }));
}

function exceeds(left: string, right: string): boolean {
  const [a, b] = [errorRate(left), errorRate(right)];
  return a.numerator * b.denominator > b.numerator * a.denominator;
}

/** Of the basis what the genome decides; a later place among the challengers than it has is only the stricter. */
function currency({ incumbent, basis }: Evidence, expected: Matter): readonly Shortfall[] {
  const now = basisOf(expected);
  const [claimed, due] = [basis.alpha.challenger, expected.alpha.challenger];
  const dominant = expected.incumbent?.digest ?? null;
  return [
    ...(incumbent === dominant ? [] : [`it compares with ${named(incumbent)}, dominant is ${named(dominant)}`]),
    ...(claimed < due ? [`it counts as challenger ${claimed} of its locus, by now it would be number ${due}`] : []),
    ...decided.flatMap((part) => {
      const found = firstDifference(basis[part], now[part], part);
      return found === undefined ? [] : [`${found.path} is ${shown(found.left)}, here ${shown(found.right)}`];
    }),
  ].map((message) => ({ kind: 'stale', message }));
}

const decided = ['contracts', 'verification', 'others', 'arena', 'mock'] as const;

function named(digest: string | null): string {
  return digest === null ? 'no allele' : digest.slice(0, 12);
}

function shown(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value).slice(0, 80);
}
