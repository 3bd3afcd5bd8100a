import type { RollbackProof } from '../../kernel/kernel.ts';
import type { Execution } from './execution.ts';
import type { Acted } from './records.ts';
import type { AttemptReport, CheckReport } from './report.ts';

export function attemptReport(
  acted: Acted,
  execution: Execution,
  verify: readonly CheckReport[],
  durationMs: number,
  proof?: RollbackProof,
): AttemptReport {
  return {
    attempt: acted.attempt,
    allele: acted.gene.digest,
    ...(acted.gene.canary === true ? { canary: true } : {}),
    outcome: execution.outcome,
    error: execution.error,
    verify,
    operations: execution.operations.length,
    durationMs,
    ...(proof === undefined ? {} : { rolledBack: proof }),
  };
}
