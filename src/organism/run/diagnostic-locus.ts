import type { ExpressedGene } from '../allele-store.ts';
import { attemptReport } from './attempt-report.ts';
import { execute, type Execution } from './execution.ts';
import { locusResult, type LocusResult } from './locus-result.ts';
import type { LocusTask } from './locus-task.ts';
import { recordIntent, recordOutcome, recordVerdict } from './records.ts';
import type { AttemptReport } from './report.ts';
import type { RunContext } from './run-context.ts';

/**
 * Asks a diagnostic: the dominant allele, and on a gene failure the next of the stack. No transaction: the port it is
 * handed has no mutating operation.
 */
export async function runDiagnostic(context: RunContext, task: LocusTask): Promise<LocusResult> {
  const started = context.stopwatch();
  const attempts: AttemptReport[] = [];
  let last: Execution | undefined;
  for (const gene of await context.organism.alleles.load(task.locus)) {
    last = await attempt(context, task, gene, attempts);
    if (last.outcome !== 'gene-failure') break;
  }
  return locusResult(task, attempts, last, context.stopwatch() - started);
}

async function attempt(
  context: RunContext,
  task: LocusTask,
  gene: ExpressedGene,
  attempts: AttemptReport[],
): Promise<Execution> {
  const started = context.stopwatch();
  const number = await recordIntent(context, task, gene);
  const execution = await execute(context, task, gene, context.organism.kernel.observer());
  const acted = { attempt: number, task, gene };
  await recordOutcome(context, acted, execution, attempts.at(-1)?.attempt);
  if (execution.outcome === 'ok' || execution.outcome === 'gene-failure') {
    await recordVerdict(context, acted, 'immediate', execution.outcome === 'ok');
  }
  const report = attemptReport(acted, execution, [], context.stopwatch() - started);
  attempts.push(report);
  context.emit({ type: 'attempt-ended', step: task.step, locus: task.locus, attempt: report });
  return execution;
}
