import type { RollbackProof, Savepoint, Transaction } from '../../kernel/kernel.ts';
import { InternalError } from '../../errors/internal-error.ts';
import type { ExpressedGene } from '../allele-store.ts';
import { attemptReport } from './attempt-report.ts';
import { baselineLost, lossAmong } from './baseline-check.ts';
import { execute, type Execution } from './execution.ts';
import { captureFailure } from '../cases/failure-case.ts';
import { locusResult, type LocusResult, type LocusStop } from './locus-result.ts';
import type { LocusTask } from './locus-task.ts';
import { recordIntent, recordOutcome, recordVerdicts, type Acted } from './records.ts';
import type { AttemptReport } from './report.ts';
import type { RunContext } from './run-context.ts';
import { failed, withinScope } from './scope.ts';
import { verify, type Verification } from './verification.ts';

interface Attempt {
  readonly execution: Execution;
  readonly report: AttemptReport;
  readonly stop: LocusStop | undefined;
}

/**
 * The loop on one configuration locus: execute, validate, verify; on a gene failure roll back, prove that the state is the
 * one from before, and let the next allele of the stack answer the same input.
 */
export async function runConfiguration(context: RunContext, task: LocusTask): Promise<LocusResult> {
  const started = context.stopwatch();
  const attempts: Attempt[] = [];
  const transaction = openTransaction(context);
  const before = await transaction.savepoint();
  for (const gene of await context.organism.alleles.load(task.locus)) {
    const last = await withPatience(context, async () => {
      const tried = await attempt(context, task, gene, transaction, before, attempts.at(-1)?.report.attempt);
      attempts.push(tried);
      if (attempts.length === 1 && tried.execution.outcome === 'ok') {
        const at = await context.organism.kernel.now();
        context.memory.answer({ task, gene, world: before.world, at });
      }
      return tried;
    });
    if (last.execution.outcome !== 'gene-failure' || last.stop !== undefined) break;
  }
  await captureFailure(context, task, before, attempts);
  const last = attempts.at(-1);
  const reports = attempts.map(({ report }) => report);
  return locusResult(task, reports, last?.execution, context.stopwatch() - started, last?.stop);
}

/** Kernel seconds to wait before each further try when the kernel or its bus is out of reach. */
const backOffSeconds = [1, 4] as const;

async function withPatience(context: RunContext, once: () => Promise<Attempt>): Promise<Attempt> {
  let last = await once();
  for (const seconds of backOffSeconds) {
    if (last.execution.error?.kind !== 'kernel-unavailable' || last.stop !== undefined) return last;
    await context.organism.kernel.sleep(seconds);
    last = await once();
  }
  return last;
}

function openTransaction(context: RunContext): Transaction {
  if (context.transaction === undefined)
    throw new InternalError('A configuration gene was reached without a transaction.');
  return context.transaction;
}

async function attempt(
  context: RunContext,
  task: LocusTask,
  gene: ExpressedGene,
  transaction: Transaction,
  before: Savepoint,
  fallbackOf: number | undefined,
): Promise<Attempt> {
  const started = context.stopwatch();
  const acted: Acted = { attempt: await recordIntent(context, task, gene), task, gene };
  const executed = await execute(context, task, gene, transaction.port());
  const scoped = await withinScope(context, task, before.world, executed);
  const verification =
    scoped.outcome === 'ok'
      ? await verify(context, task.contract.verify, { parameters: task.input, steps: new Map() }, task.step)
      : undefined;
  const found = withVerification(scoped, verification);
  // Undone before it is judged: what is lost all the same was not lost by this allele.
  const early = found.error?.kind === baselineLost ? await undo(context, before, found) : undefined;
  const execution = early === undefined ? found : await blamed(context, found);
  await recordOutcome(context, acted, execution, fallbackOf);
  await recordVerdicts(context, acted, execution, verification);
  const proof = early ?? (execution.outcome === 'ok' ? undefined : await undo(context, before, execution));
  const checks = verification?.checks ?? [];
  const report = attemptReport(acted, execution, checks, context.stopwatch() - started, proof);
  context.emit({ type: 'attempt-ended', step: task.step, locus: task.locus, attempt: report });
  return { execution, report, stop: proof?.proven === false ? 'rollback-incomplete' : undefined };
}

/** A diagnostic that gives no answer is not this allele's fault: undone, because nobody can say that it works; not scored. */
function unjudged(execution: Execution, names: string): Execution {
  const error = { kind: 'verification-unknown', message: `Verification gave no answer: ${names}.` };
  return { outcome: 'environment', output: execution.output, error, operations: execution.operations };
}

function withVerification(execution: Execution, verification: Verification | undefined): Execution {
  if (verification === undefined || verification.status === 'healthy' || verification.status === 'none')
    return execution;
  const loss = lossAmong(verification.checks);
  if (loss !== undefined) return failed(execution, baselineLost, loss);
  const bad = verification.checks.filter((check) => check.healthy !== true).map((check) => check.check);
  const names = [...new Set(bad)].join(', ');
  return verification.status === 'unhealthy'
    ? failed(execution, 'unhealthy', `Verification found it unhealthy: ${names}.`)
    : unjudged(execution, names);
}

/** A gateway that went down meanwhile is nobody's fault here. */
async function blamed({ organism }: RunContext, execution: Execution): Promise<Execution> {
  const losses = (await organism.kernel.lost?.()) ?? [];
  if (losses.length === 0) return execution;
  const message = `${execution.error?.message ?? ''} It is lost after the work was undone, too: ${losses.join('; ')}.`;
  return { ...execution, outcome: 'environment', error: { kind: baselineLost, message } };
}

async function undo(context: RunContext, before: Savepoint, execution: Execution): Promise<RollbackProof> {
  context.emit({ type: 'rolling-back', reason: execution.error?.message ?? execution.outcome });
  return before.restore();
}
