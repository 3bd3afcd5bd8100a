import { InternalError } from '../../errors/internal-error.ts';
import type { ExecutableContract } from '../../contract/contract-set.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Execution } from './execution.ts';
import type { LocusTask } from './locus-task.ts';
import type { AttemptReport, StepReport } from './report.ts';

/** Why no further allele was tried although one failed. */
export type LocusStop = 'rollback-incomplete';

export interface LocusResult {
  readonly report: StepReport;
  /** The output that counts, null unless the locus answered. */
  readonly output: JsonObject | null;
  readonly stop: LocusStop | undefined;
}

/** Sums up the attempts of one locus; the last one decides. */
export function locusResult(
  task: LocusTask<ExecutableContract>,
  attempts: readonly AttemptReport[],
  last: Execution | undefined,
  durationMs: number,
  stop?: LocusStop,
): LocusResult {
  const decisive = attempts.at(-1);
  if (last === undefined || decisive === undefined) throw new InternalError(`Locus "${task.locus}" made no attempt.`);
  const ok = last.outcome === 'ok';
  const report: StepReport = {
    step: task.step,
    locus: task.locus,
    via: task.via,
    ok,
    outcome: last.outcome,
    allele: ok || last.outcome === 'refused' ? decisive.allele : null,
    output: last.output,
    ...(last.refusal === undefined ? {} : { refusal: last.refusal }),
    attempts,
    durationMs,
  };
  return { report, output: ok ? last.output : null, stop };
}
