import type { Transaction, WorldSnapshot } from '../../kernel/kernel.ts';
import { worldDifferences } from '../../kernel/world-difference.ts';
import { newRunId, type RunId } from '../../model/run-id.ts';
import type { PerformedPathway } from '../fusion/perform-pathway.ts';
import { runComposed } from '../fusion/run-composed.ts';
import { silentJournal } from './journal.ts';
import type { Organism } from '../organism.ts';
import type { RunReport } from './report.ts';
import type { PreparedRun, RunRequest } from './run.ts';
import type { RunContext } from './run-context.ts';
import { RunMemory } from './run-memory.ts';

/** A run between its first record and its last. */
export interface RunFrame {
  readonly context: RunContext;
  readonly request: RunRequest;
  /** The world before it did anything. */
  readonly before: WorldSnapshot;
  /** Kernel time, seconds since 1970. */
  readonly startedAt: number;
  /** Monotonic milliseconds. */
  readonly started: number;
  /** Failure cases it kept. */
  readonly cases: readonly string[];
}

/** Puts the run on record and opens its transaction, where it can change anything. */
export async function beginRun(organism: Organism, prepared: PreparedRun, request: RunRequest): Promise<RunFrame> {
  const started = performance.now();
  const id = newRunId();
  const acting = request.dryRun ? { ...organism, journal: silentJournal } : organism;
  const startedAt = await organism.kernel.now();
  const before = await organism.kernel.snapshot();
  beginRecord(acting, id, request.target, startedAt);
  const transaction = prepared.changes
    ? await organism.kernel.begin({ label: `run ${id} ${request.target}` })
    : undefined;
  const cases: string[] = [];
  const context = runContext(acting, id, transaction, request, cases);
  return { context, request, before, startedAt, started, cases };
}

function beginRecord(organism: Organism, run: RunId, target: string, at: number): void {
  const { phenotype, kernel } = organism;
  organism.journal.add({ t: 'run', run, at, target, phenotype: phenotype.name, kernel: kernel.name, pid: process.pid });
}

function runContext(
  organism: Organism,
  run: RunId,
  transaction: Transaction | undefined,
  request: RunRequest,
  cases: string[],
): RunContext {
  return {
    organism,
    run,
    transaction,
    swift: undefined,
    jobs: request.jobs,
    wait: request.wait,
    careful: request.careful ?? false,
    emit: request.emit,
    keepCase: async (locus, value) => {
      if (!request.dryRun) cases.push(await request.keepCase(locus, value));
    },
    memory: request.memory ?? new RunMemory(),
    runComposed,
    stopwatch: () => performance.now(),
  };
}

export interface Closing {
  readonly rolledBack: boolean;
  readonly expires?: number;
  readonly rollback?: NonNullable<RunReport['rollback']>;
}

/** The last record of a run, and what it reports. @param after the world it left */
export async function endRun(
  { context, request, before, startedAt, started, cases }: RunFrame,
  result: PerformedPathway,
  closing: Closing,
  after: WorldSnapshot,
): Promise<RunReport> {
  const { organism, run } = context;
  const endedAt = await organism.kernel.now();
  organism.journal.add({ t: 'end', run, at: endedAt, ok: result.ok, rolledBack: closing.rolledBack });
  organism.journal.flush();
  const { unwatched } = context.memory;
  const left = request.wait || closing.rolledBack || unwatched === undefined ? {} : { unwatched };
  return {
    ...summary(organism, request, run, result, cases),
    ...closing,
    ...left,
    changes: worldDifferences(before, after),
    worldSeconds: endedAt - startedAt,
    durationMs: performance.now() - started,
  };
}

/** After something was thrown: whatever it was, the transaction is closed. */
export async function abandonRun({ context }: RunFrame): Promise<void> {
  await context.transaction?.rollback();
  context.organism.journal.flush();
}

function summary(
  organism: Organism,
  request: RunRequest,
  run: RunId,
  result: PerformedPathway,
  cases: readonly string[],
): Omit<RunReport, 'rolledBack' | 'rollback' | 'changes' | 'worldSeconds' | 'durationMs'> {
  const last = cases.at(-1);
  return {
    ok: result.ok,
    pathway: request.target,
    phenotype: organism.phenotype.name,
    kernel: organism.kernel.name,
    run,
    dryRun: request.dryRun,
    healthy: result.healthy,
    steps: result.steps,
    verify: result.verify,
    ...(result.fusion === undefined ? {} : { fusion: result.fusion }),
    ...(result.failure === undefined ? {} : { failure: result.failure }),
    mutation: last === undefined ? { state: 'none' } : { state: 'captured', case: last },
  };
}
