import { executable, executableNames, type ExecutableContract } from '../../contract/contract-set.ts';
import { suggest } from '../../contract/suggest.ts';
import { UsageError } from '../../errors/usage-error.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { commitOrArm } from '../armed/commit-or-arm.ts';
import { performPathway, type PerformedPathway } from '../fusion/perform-pathway.ts';
import { runLocus } from './locus-run.ts';
import { locusTask } from './locus-task.ts';
import type { Organism } from '../organism.ts';
import type { PathwayResult } from './pathway-run.ts';
import { reachableLoci } from './reachable-loci.ts';
import type { RunReport } from './report.ts';
import type { RunContext } from './run-context.ts';
import type { RunListener } from './run-event.ts';
import { abandonRun, beginRun, endRun, type Closing, type RunFrame } from './run-frame.ts';
import type { RunMemory } from './run-memory.ts';
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
  /** For a caller that wants to know afterwards who acted, or that knows who acted before. */
  readonly memory?: RunMemory;
  /** No swift pass first: it is known not to work out. */
  readonly careful?: boolean;
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
  const frame = await beginRun(organism, prepared, request);
  const { result, closing } = await concluded(frame, prepared);
  // What was committed stands, even where its end can't be put on record any more: there is nothing left to abandon.
  return endRun(frame, result, closing, await organism.kernel.snapshot());
}

interface Conclusion {
  readonly result: PerformedPathway;
  readonly closing: Closing;
}

async function concluded(frame: RunFrame, prepared: PreparedRun): Promise<Conclusion> {
  const { context, request } = frame;
  try {
    const result = await perform(context, prepared);
    await context.memory.credit(context);
    return { result, closing: await close(context, result, request) };
  } catch (error) {
    await abandonRun(frame);
    throw error;
  }
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

/** Commits what worked. A failed run keeps only what its pathway's policy kept; a dry run keeps nothing. */
async function close(
  { transaction, memory, run: id }: RunContext,
  result: PathwayResult,
  { dryRun, wait }: RunRequest,
): Promise<Closing> {
  if (transaction === undefined) return { rolledBack: false };
  if (!dryRun && (result.ok || keepsPart(result))) {
    const unwatched = wait ? undefined : memory.unwatched;
    const expires = await commitOrArm(transaction, unwatched, [id]);
    return { rolledBack: false, ...(expires === undefined ? {} : { expires }) };
  }
  const proof = await transaction.rollback();
  return { rolledBack: true, rollback: { proven: proof.proven, differences: proof.differences } };
}

function keepsPart(result: PathwayResult): boolean {
  return !result.rolledBack && result.stop === undefined && result.steps.some(({ ok }) => ok);
}
