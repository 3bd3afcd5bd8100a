import type { Contest } from './contest.ts';
import type { Evidence } from './evidence.ts';
import { shrinkCase } from './generators/shrink-case.ts';
import type { StageReport } from './stages/failure-list.ts';
import type { TrialCase } from './trial-case.ts';
import { avoidableFailure, violationOf } from './violations.ts';

/** Trials spent on making it small. */
const shrinkBudget = 60;

/** The world in which a rejected candidate first failed, made small where the failure stays the same. */
export async function counterexample(
  contest: Contest,
  { result, shown }: StageReport,
): Promise<Evidence['counterexample']> {
  if (shown === undefined) return null;
  const { failure, trial } = shown;
  const fails = (tried: TrialCase): Promise<boolean> => failsAlike(contest, tried, failure.kind);
  const small =
    result.stage === 'worlds' && (await fails(trial))
      ? (await shrinkCase(contest.contract, trial, fails, shrinkBudget)).trial
      : trial;
  return { stage: result.stage, failure, trial: small };
}

async function failsAlike({ candidate, incumbent, runner }: Contest, trial: TrialCase, kind: string): Promise<boolean> {
  const alleles = incumbent === undefined ? [candidate] : [candidate, incumbent];
  const runs = alleles.map((allele) => ({ allele }));
  const [[own, other] = []] = await runner.trials([{ reference: { kind: 'given', trial }, runs }]);
  return own !== undefined && (violationOf(own) ?? avoidableFailure(own, other))?.kind === kind;
}
