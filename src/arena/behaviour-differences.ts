import { InternalError } from '../errors/internal-error.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import type { Comparison, FoundDifference } from './competition.ts';
import type { Contest } from './contest.ts';
import type { EvidenceAnswer, EvidenceDifference } from './evidence.ts';
import { shrinkCase } from './generators/shrink-case.ts';
import { pairUp, type DifferenceKind } from './pairing.ts';
import type { TrialCase } from './trial-case.ts';
import { caseOf } from './trial-job.ts';
import type { TrialResult } from './trial-result.ts';

/** A person reads a few. */
const mostShown = 5;

/** Trials spent on making one difference small. */
const shrinkBudget = 24;

/** A few of the differences a comparison found, one of each kind first, each in as small a world as is cheaply found. */
export async function behaviourDifferences(
  contest: Contest,
  { differences }: Comparison,
): Promise<readonly EvidenceDifference[]> {
  const shown = new Map<string, EvidenceDifference>();
  for (const difference of chosen(differences)) {
    const small = await show(contest, difference);
    // Made small, several are often one and the same.
    const text = canonicalJson({ ...small, at: '' });
    if (!shown.has(text)) shown.set(text, small);
  }
  return [...shown.values()];
}

function chosen(differences: readonly FoundDifference[]): readonly FoundDifference[] {
  const firsts = differences.filter(({ kind }, at) => differences.findIndex((other) => other.kind === kind) === at);
  const rest = differences.filter((difference) => !firsts.includes(difference));
  return [...firsts, ...rest].slice(0, mostShown);
}

async function show(contest: Contest, { index, kind }: FoundDifference): Promise<EvidenceDifference> {
  const trial = caseOf(contest, contest.trials.reference(index));
  const differs = async (tried: TrialCase): Promise<boolean> => (await differenceOn(contest, tried)).kind === kind;
  const { trial: small } = await shrinkCase(contest.contract, trial, differs, shrinkBudget);
  const { own, other } = await differenceOn(contest, small);
  return { at: `world ${index}`, kind, input: small.input, incumbent: inShort(other), candidate: inShort(own) };
}

interface Pair {
  readonly own: TrialResult;
  readonly other: TrialResult;
  readonly kind: DifferenceKind | undefined;
}

async function differenceOn({ contract, candidate, incumbent, runner }: Contest, trial: TrialCase): Promise<Pair> {
  const runs = [candidate, incumbent ?? candidate].map((allele) => ({ allele }));
  const [[own, other] = []] = await runner.trials([{ reference: { kind: 'given', trial }, runs }]);
  if (own === undefined || other === undefined)
    throw new InternalError('A trial was asked of two and answered by fewer.');
  return { own, other, kind: pairUp(contract.family, own, other, []).difference };
}

function inShort({ outcome, output, refusal, kind, message, checks }: TrialResult): EvidenceAnswer {
  const bad = checks.filter(({ healthy }) => healthy !== true).map(({ check, timescale }) => `${check} (${timescale})`);
  return { outcome, output, refusal, kind, message, unhealthy: [...new Set(bad)] };
}
