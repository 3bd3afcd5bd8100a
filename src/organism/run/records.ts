import type { ExecutableContract } from '../../contract/contract-set.ts';
import type { Timescale } from '../../model/timescale.ts';
import type { ExpressedGene } from '../allele-store.ts';
import type { Execution } from './execution.ts';
import type { LocusTask } from './locus-task.ts';
import type { RunContext } from './run-context.ts';
import type { Verification } from './verification.ts';
import { leaveChecks } from '../watch/leave-checks.ts';

/** Writes the intent before anything happens: an attempt that leaves no outcome is a crash that can't hide. */
export async function recordIntent(
  context: RunContext,
  task: LocusTask<ExecutableContract>,
  gene: ExpressedGene,
): Promise<number> {
  const { organism, run } = context;
  const attempt = context.memory.nextAttempt();
  organism.journal.add({
    t: 'intent',
    run,
    attempt,
    at: await organism.kernel.now(),
    step: task.step,
    locus: task.locus,
    allele: gene.digest,
    contract: organism.book.digest(task.contract),
    input: task.inputDigest,
    ...(gene.canary === true ? { canary: true } : {}),
  });
  // Who only asks leaves nothing behind that a record would have to explain after a power cut.
  organism.journal.flush(!onlyAsks(task.contract));
  return attempt;
}

function onlyAsks(contract: ExecutableContract): boolean {
  return contract.kind === 'gene' && contract.family === 'diagnostic';
}

export interface Acted {
  readonly attempt: number;
  readonly task: LocusTask<ExecutableContract>;
  readonly gene: ExpressedGene;
}

export async function recordOutcome(
  context: RunContext,
  acted: Acted,
  execution: Execution,
  fallbackOf: number | undefined,
): Promise<void> {
  const { organism, run } = context;
  rememberAct(context, acted, execution);
  organism.journal.add({
    t: 'outcome',
    run,
    attempt: acted.attempt,
    at: await organism.kernel.now(),
    locus: acted.task.locus,
    allele: acted.gene.digest,
    outcome: execution.outcome,
    operations: execution.operations.length,
    ...(fallbackOf === undefined ? {} : { fallbackOf }),
    ...(execution.error === null ? {} : { error: `${execution.error.kind}: ${execution.error.message}`.slice(0, 500) }),
  });
}

function rememberAct({ run, memory }: RunContext, { attempt, task, gene }: Acted, execution: Execution): void {
  const { contract, locus, input } = task;
  const acts = contract.kind === 'gene' && contract.family === 'configuration' && execution.outcome === 'ok';
  if (acts) memory.act({ run, attempt, locus, allele: gene.digest, input });
}

export async function recordVerdict(
  context: RunContext,
  acted: Acted,
  timescale: Timescale,
  healthy: boolean,
): Promise<void> {
  const { organism, run } = context;
  organism.journal.add({
    t: 'verdict',
    run,
    attempt: acted.attempt,
    at: await organism.kernel.now(),
    locus: acted.task.locus,
    allele: acted.gene.digest,
    timescale,
    healthy,
  });
}

/** Only what was observed is recorded: a diagnostic that gave no answer says nothing about the allele that acted. */
export async function recordVerdicts(
  context: RunContext,
  acted: Acted,
  execution: Execution,
  verification: Verification | undefined,
): Promise<void> {
  if (execution.outcome === 'refused' || execution.outcome === 'environment') return;
  if (execution.outcome === 'ok') await leaveChecks(context, acted, verification);
  if (verification === undefined) return recordVerdict(context, acted, 'immediate', false);
  if (verification.status === 'none') return recordVerdict(context, acted, 'immediate', true);
  const convergence = verification.window?.healthy ?? verification.convergence;
  if (verification.immediate !== null) await recordVerdict(context, acted, 'immediate', verification.immediate);
  if (convergence !== null) await recordVerdict(context, acted, 'convergence', convergence);
}

/** Closes intents of a swift pass that was given up: nobody is judged by it. */
export async function recordWithdrawal(context: RunContext, begun: readonly Acted[]): Promise<void> {
  const { organism, run } = context;
  const at = await organism.kernel.now();
  for (const { attempt, task, gene } of begun) {
    organism.journal.add({ t: 'withdrawn', run, attempt, at, locus: task.locus, allele: gene.digest });
  }
}
