import type { Contest } from '../contest.ts';
import type { TrialCase } from '../trial-case.ts';
import type { TrialResult } from '../trial-result.ts';
import { violationOf, type Violation } from '../violations.ts';
import { FailureList, type StageReport } from './failure-list.ts';

/**
 * Fourth stage: failures that were captured at this locus. Each must be right now; a refusal is right where no live allele
 * succeeds.
 */
export async function checkReplay(contest: Contest, cases: readonly TrialCase[]): Promise<StageReport> {
  const { candidate, incumbent, others, runner, progress } = contest;
  const list = new FailureList('replay');
  const live = [...(incumbent === undefined ? [] : [incumbent]), ...others];
  for (const [index, trial] of cases.entries()) {
    progress('replay', index, cases.length);
    const runs = [candidate, ...live].map((allele) => ({ allele }));
    const [results = []] = await runner.trials([{ reference: { kind: 'given', trial }, runs }]);
    const [own, ...rest] = results;
    if (own !== undefined) list.note(trial.origin, found(own, rest), () => trial);
    if (list.full) break;
  }
  return list.report;
}

function found(own: TrialResult, others: readonly TrialResult[]): readonly Violation[] {
  const violation = violationOf(own);
  if (violation !== undefined) return [violation];
  if (own.outcome === 'ok') return [];
  const works = others.some(({ outcome }) => outcome === 'ok');
  if (own.outcome === 'refused' && !works) return [];
  const message =
    own.outcome === 'refused' ? `It refuses ("${own.refusal ?? ''}") what another live allele does.` : own.message;
  return [{ kind: own.outcome === 'refused' ? 'refuses-what-works' : (own.kind ?? own.outcome), message }];
}
