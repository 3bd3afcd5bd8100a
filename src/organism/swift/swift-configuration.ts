import type { WorldSnapshot } from '../../kernel/kernel.ts';
import { InternalError } from '../../errors/internal-error.ts';
import type { ExpressedGene } from '../allele-store.ts';
import { attemptReport } from '../run/attempt-report.ts';
import { execute, type Execution } from '../run/execution.ts';
import { locusResult, type LocusResult } from '../run/locus-result.ts';
import type { LocusTask } from '../run/locus-task.ts';
import { recordIntent, type Acted } from '../run/records.ts';
import type { RunContext } from '../run/run-context.ts';
import { failed, withinScope } from '../run/scope.ts';
import type { SwiftPass } from './swift-pass.ts';
import { verify } from '../run/verification.ts';

/**
 * One configuration locus in the swift pass: the dominant allele acts, is checked at once, and its window stays open. Its
 * record is provisional; nothing is rolled back here, because any failure ends the whole pass.
 */
export async function runSwiftly(context: RunContext, swift: SwiftPass, task: LocusTask): Promise<LocusResult> {
  const started = context.stopwatch();
  const [gene] = await context.organism.alleles.load(task.locus);
  if (gene === undefined) throw new InternalError(`Locus "${task.locus}" has an empty stack.`);
  const { acted, before, executed } = await swift.alone(() => act(context, swift, task, gene));
  const bindings = { parameters: task.input, steps: new Map() };
  const verification =
    executed.outcome === 'ok' ? await verify(context, task.contract.verify, bindings, task.step) : undefined;
  const bad = verification !== undefined && (verification.status === 'unhealthy' || verification.status === 'unknown');
  const execution = bad ? failed(executed, 'unhealthy', 'Verification did not find it healthy.') : executed;
  if (verification !== undefined && !bad) {
    swift.attempts.push({ acted, execution, verification });
    context.memory.answer({ task, gene, world: before, at: await context.organism.kernel.now() });
  }
  const duration = context.stopwatch() - started;
  const report = attemptReport(acted, execution, verification?.checks ?? [], duration);
  context.emit({ type: 'attempt-ended', step: task.step, locus: task.locus, attempt: report });
  return locusResult(task, [report], execution, duration);
}

interface Act {
  readonly acted: Acted;
  readonly before: WorldSnapshot;
  readonly executed: Execution;
}

async function act(context: RunContext, swift: SwiftPass, task: LocusTask, gene: ExpressedGene): Promise<Act> {
  const { transaction, organism } = context;
  if (transaction === undefined) throw new InternalError('A configuration gene was reached without a transaction.');
  const before = await organism.kernel.snapshot();
  const acted: Acted = { attempt: await recordIntent(context, task, gene), task, gene };
  swift.begun.push(acted);
  const executed = await execute(context, task, gene, transaction.port());
  return { acted, before, executed: await withinScope(context, task, before, executed) };
}
