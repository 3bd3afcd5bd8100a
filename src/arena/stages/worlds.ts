import { sha256 } from '../../model/digest.ts';
import type { Contest } from '../contest.ts';
import type { TrialAir } from '../run-trial.ts';
import { caseOf } from '../trial-job.ts';
import type { TrialResult } from '../trial-result.ts';
import { avoidableFailure, fickleness, violationOf, type Violation } from '../violations.ts';
import { batches } from './batches.ts';
import { FailureList, type StageReport } from './failure-list.ts';

/** Every such world is asked a second time. */
const askedAgain = 2;

/**
 * Fifth stage: generated worlds. The output is valid, a refusal and a failure leave the world as it was, success verifies
 * at the end of the window, nothing outside the input's scope changes, and the same question has the same answer at another
 * hour. What no live allele manages either is nobody's fault.
 */
export async function checkWorlds(contest: Contest): Promise<StageReport> {
  const { candidate, incumbent, trials, budget, progress } = contest;
  const list = new FailureList('worlds');
  for (const indexes of batches(budget.worlds)) {
    await trials.ask(indexes, incumbent === undefined ? [candidate] : [candidate, incumbent]);
    const again = await askAgain(
      contest,
      indexes.filter((index) => index % askedAgain === 0),
    );
    for (const index of indexes) {
      const own = trials.answer(index, candidate);
      const other = incumbent === undefined ? undefined : trials.answer(index, incumbent);
      list.note(`world ${index}`, found(own, other, again.get(index)), () => caseOf(contest, trials.reference(index)));
    }
    progress('worlds', (indexes.at(-1) ?? 0) + 1, budget.worlds);
    if (list.full) break;
  }
  return list.report;
}

/** The first thing that is wrong. */
function found(
  own: TrialResult,
  incumbent: TrialResult | undefined,
  again: TrialResult | undefined,
): readonly Violation[] {
  const violation =
    violationOf(own) ?? avoidableFailure(own, incumbent) ?? (again === undefined ? undefined : fickleness(own, again));
  return violation === undefined ? [] : [violation];
}

async function askAgain(
  { candidate, trials, runner }: Contest,
  indexes: readonly number[],
): Promise<ReadonlyMap<number, TrialResult>> {
  const results = await runner.trials(
    indexes.map((index) => {
      const reference = trials.reference(index);
      return { reference, runs: [{ allele: candidate, air: otherAir(JSON.stringify(reference)) }] };
    }),
  );
  return new Map(indexes.flatMap((index, at) => results[at]?.map((result) => [index, result] as const) ?? []));
}

/** Another hour within thirty years, and other dice. */
function otherAir(question: string): TrialAir {
  const digest = sha256(question);
  return { clockShift: 60 * (1 + Number.parseInt(digest.slice(0, 6), 16)), seed: digest };
}
