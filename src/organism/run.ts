import { executable, executableNames, type ExecutableContract } from '../contract/contract-set.ts';
import { suggest } from '../contract/suggest.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Transaction, WorldDifference, WorldSnapshot } from '../kernel/kernel.ts';
import { worldDifferences } from '../kernel/world-difference.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { newRunId, type RunId } from '../model/run-id.ts';
import { performPathway, type PerformedPathway } from './fusion/perform-pathway.ts';
import { runComposed } from './fusion/run-composed.ts';
import { silentJournal } from './journal.ts';
import { runLocus } from './locus-run.ts';
import { locusTask } from './locus-task.ts';
import type { Organism } from './organism.ts';
import type { PathwayResult } from './pathway-run.ts';
import { reachableLoci } from './reachable-loci.ts';
import type { RunReport } from './report.ts';
import type { RunContext } from './run-context.ts';
import type { RunListener } from './run-event.ts';
import { RunMemory } from './run-memory.ts';
import { stepFailure } from './step-run.ts';
import { conjunction } from './verification.ts';

export interface RunRequest {
  /** Name of a pathway or of a single gene's locus. */
  readonly target: string;
  /** Not yet validated. */
  readonly input: Json;
  /** Wait for the contracts' windows; without it convergence stays unknown. */
  readonly wait: boolean;
  /** How many independent steps may run at the same time; at least 1. */
  readonly jobs: number;
  /** Undo everything at the end, record nothing. */
  readonly dryRun: boolean;
  readonly emit: RunListener;
  readonly keepCase: (locus: string, value: JsonObject) => Promise<string>;
}

/** A request that was found sound: everything that can be refused without running anything has been looked at. */
export interface PreparedRun {
  readonly contract: ExecutableContract;
  readonly input: JsonObject;
  /** Whether anything in its reach can change the world: then it needs the host lock and a transaction. */
  readonly changes: boolean;
}

/**
 * Checks the target, the input and every allele the run may express, before anything happens.
 * @throws UsageError unknown-target, invalid-input, locus-not-expressed; IntegrityError on a digest that does not match
 */
export async function prepareRun(
  organism: Pick<Organism, 'contracts' | 'book' | 'alleles'>,
  target: string,
  input: Json,
): Promise<PreparedRun> {
  const contract = executable(organism.contracts, target);
  if (contract === undefined) throw unknownTarget(organism, target);
  const validated = organism.book.input(contract).validate(input);
  if (!validated.ok) {
    throw new UsageError({
      code: 'invalid-input',
      message: `The input of "${target}" does not fit its contract: ${validated.issues.map(({ message }) => message).join('; ')}`,
      hint: `\`sg contract show ${target}\` tells what it takes. Nothing was run.`,
      details: validated.issues.map((issue) => ({ ...issue })),
    });
  }
  const genes = reachableLoci(organism.contracts, contract);
  for (const gene of genes) await organism.alleles.load(gene.name.text);
  return { contract, input: validated.value, changes: genes.some(({ family }) => family === 'configuration') };
}

function unknownTarget(organism: Pick<Organism, 'contracts'>, target: string): UsageError {
  const near = suggest(target, executableNames(organism.contracts));
  return new UsageError({
    code: 'unknown-target',
    message: `There is no pathway or gene called "${target}".`,
    hint: near === undefined ? '`sg status` lists what there is.' : `Did you mean "${near}"?`,
  });
}

/** Runs a prepared target in one transaction and reports; whatever is thrown on the way, the transaction is closed. */
export async function run(organism: Organism, prepared: PreparedRun, request: RunRequest): Promise<RunReport> {
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
  try {
    const result = await perform(context, prepared);
    await context.memory.credit(context);
    const closing = await close(transaction, result, request.dryRun);
    const after = await organism.kernel.snapshot();
    const endedAt = await organism.kernel.now();
    acting.journal.add({ t: 'end', run: id, at: endedAt, ok: result.ok, rolledBack: closing.rolledBack });
    acting.journal.flush();
    return {
      ...summary(organism, request, id, result, cases),
      ...closing,
      changes: changes(before, after),
      worldSeconds: endedAt - startedAt,
      durationMs: performance.now() - started,
    };
  } catch (error) {
    await transaction?.rollback();
    acting.journal.flush();
    throw error;
  }
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
    emit: request.emit,
    keepCase: async (locus, value) => {
      if (!request.dryRun) cases.push(await request.keepCase(locus, value));
    },
    memory: new RunMemory(),
    runComposed,
    stopwatch: () => performance.now(),
  };
}

/** A single locus is shown and judged like a pathway of one step. */
async function perform(context: RunContext, { contract, input }: PreparedRun): Promise<PerformedPathway> {
  const result: PerformedPathway =
    contract.kind === 'pathway'
      ? await performPathway(context, contract, input)
      : await performLocus(context, contract, input);
  // A run that only asks questions succeeds when the answers are good.
  const asksOnly = context.transaction === undefined;
  if (!asksOnly || !result.ok || result.healthy !== false) return result;
  const bad = result.steps.filter(({ output }) => output?.['healthy'] === false).map(({ locus }) => locus);
  return { ...result, ok: false, failure: { kind: 'unhealthy', message: `Found unhealthy by ${bad.join(', ')}.` } };
}

async function performLocus(
  context: RunContext,
  contract: Parameters<typeof locusTask>[0],
  input: JsonObject,
): Promise<PathwayResult> {
  const task = locusTask(contract, input, '1');
  context.emit({ type: 'step-started', step: '1', locus: task.locus, via: [] });
  const { report, stop } = await runLocus(context, task);
  context.emit({ type: 'step-ended', step: report });
  const checks = report.attempts.at(-1)?.verify ?? [];
  const looked =
    contract.family === 'diagnostic' ? [report.output?.['healthy'] === true] : checks.map((c) => c.healthy);
  return {
    ok: report.ok,
    healthy: looked.length === 0 ? null : conjunction(looked),
    steps: [report],
    verify: [],
    failure: stepFailure(report),
    rolledBack: false,
    stop,
  };
}

interface Closing {
  readonly rolledBack: boolean;
  readonly rollback?: NonNullable<RunReport['rollback']>;
}

/** Commits what worked. A failed run keeps only what its pathway's policy kept; a dry run keeps nothing. */
async function close(transaction: Transaction | undefined, result: PathwayResult, dryRun: boolean): Promise<Closing> {
  if (transaction === undefined) return { rolledBack: false };
  if (!dryRun && (result.ok || keepsPart(result))) {
    await transaction.commit();
    return { rolledBack: false };
  }
  const proof = await transaction.rollback();
  return { rolledBack: true, rollback: { proven: proof.proven, differences: proof.differences } };
}

function keepsPart(result: PathwayResult): boolean {
  return !result.rolledBack && result.stop === undefined && result.steps.some(({ ok }) => ok);
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

function changes(before: WorldSnapshot, after: WorldSnapshot): readonly WorldDifference[] {
  return worldDifferences(before, after);
}
