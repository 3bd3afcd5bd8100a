import type { PathwayContract } from '../../contract/ast.ts';
import type { RollbackProof, Savepoint, Transaction } from '../../kernel/kernel.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import { sha256, type Sha256 } from '../../model/digest.ts';
import type { JsonObject } from '../../model/json.ts';
import { attemptReport } from '../run/attempt-report.ts';
import { baselineLost, lossAmong } from '../run/baseline-check.ts';
import { execute, type Execution } from '../run/execution.ts';
import { locusResult } from '../run/locus-result.ts';
import type { LocusTask } from '../run/locus-task.ts';
import type { Frame, PathwayResult } from '../run/pathway-run.ts';
import type { GeneSource } from '../../sandbox/sandbox.ts';
import { recordIntent, recordOutcome, recordVerdicts, type Acted } from '../run/records.ts';
import type { StepReport } from '../run/report.ts';
import type { RunContext } from '../run/run-context.ts';
import { failed, withinBaseline } from '../run/scope.ts';
import { conjunction, type Verification } from '../run/verification.ts';
import type { FusedAllele } from './fusion-memory.ts';
import type { OwedVerification } from './expected-steps.ts';
import { asksItself, verifyOwed } from './owed-verifications.ts';
import { StepWitness, type Broken } from './step-witness.ts';

/** What became of running a pathway by its fused allele. */
export interface FusedTry {
  readonly allele: Sha256;
  /** Present when it counts: it worked, or it could not be undone. */
  readonly result: PathwayResult | undefined;
  /** Present when the fused allele failed. */
  readonly failure: FusedFailure | undefined;
  /** The attempt, as a step of the run. */
  readonly step: StepReport;
}

/** Why a fused allele failed, and where as far as it is known. */
export interface FusedFailure extends Partial<Broken> {
  readonly reason: string;
  /** The step broke while it ran. What only a verification found at the end may be an earlier step's doing. */
  readonly seen: boolean;
}

/**
 * Runs the fused allele like any other: intent on record, sandbox, savepoint, output and scope checked step by step, every
 * verification of the steps and the pathway, and a proven rollback when it does not hold. In a swift pass its record is
 * provisional, its windows stay open, and nothing is rolled back: a failure ends the pass.
 * @param frame where in the run the pathway stands
 */
export async function tryFused(
  context: RunContext,
  transaction: Transaction,
  contract: PathwayContract,
  input: JsonObject,
  { gene }: FusedAllele,
  frame: Frame = top,
): Promise<FusedTry> {
  const started = context.stopwatch();
  const task = fusedTask(contract, input, frame);
  context.emit({ type: 'step-started', step: task.step, locus: task.locus, via: task.via });
  const once = (): Promise<Act> => act(context, transaction, task, gene);
  const { acted, before, witness, judged } = await (context.swift === undefined ? once() : context.swift.alone(once));
  const owed = judged.execution.outcome === 'ok' ? await verifyOwed(context, owedAt(frame, witness)) : undefined;
  const execution = withFindings(judged.execution, owed?.verification);
  await keepRecord(context, acted, execution, owed?.verification);
  const ok = execution.outcome === 'ok';
  const proof = ok || context.swift !== undefined ? undefined : await undo(context, before, execution);
  const checks = owed?.verification.checks ?? [];
  const report = attemptReport(acted, execution, checks, context.stopwatch() - started, proof);
  context.emit({ type: 'attempt-ended', step: task.step, locus: task.locus, attempt: report });
  const { report: step } = locusResult(task, [report], execution, context.stopwatch() - started);
  context.emit({ type: 'step-ended', step });
  const result = { ok, healthy: healthOf(contract, witness), steps: [step], verify: [], rolledBack: false };
  const allele = gene.digest;
  if (ok) return { allele, step, result: { ...result, failure: undefined, stop: undefined }, failure: undefined };
  const failure = failureOf(execution, brokenAt(frame, judged.broken) ?? owed?.brokenAt, owed === undefined);
  if (proof?.proven !== false) return { allele, step, result: undefined, failure };
  const kind = 'rollback-incomplete' as const;
  const message = `After "${execution.error?.message ?? execution.outcome}" the state from before could not be restored.`;
  return { allele, step, failure, result: { ...result, ok: false, failure: { kind, message }, stop: kind } };
}

const top: Frame = { prefix: '', via: [] };

function fusedTask(contract: PathwayContract, input: JsonObject, { prefix, via }: Frame): LocusTask<PathwayContract> {
  const numbers = contract.steps.map(({ number }) => number);
  const step = `${prefix}${Math.min(...numbers)}-${prefix}${Math.max(...numbers)}`;
  return { contract, locus: contract.name.text, input, inputDigest: sha256(canonicalJson(input)), step, via };
}

interface Act {
  readonly acted: Acted & { readonly task: LocusTask<PathwayContract> };
  readonly before: Savepoint;
  readonly witness: StepWitness;
  readonly judged: Awaited<ReturnType<StepWitness['judge']>>;
}

async function act(
  context: RunContext,
  transaction: Transaction,
  task: LocusTask<PathwayContract>,
  gene: GeneSource,
): Promise<Act> {
  const before = await transaction.savepoint();
  const witness = new StepWitness(context.organism, task.contract, task.input, before.world);
  const acted = { attempt: await recordIntent(context, task, gene), task, gene };
  context.swift?.begun.push(acted);
  const port = witness.port(transaction.port(), context.organism.kernel.observer());
  const judged = await witness.judge(await execute(context, task, gene, port));
  return { acted, before, witness, judged: { ...judged, execution: await withinBaseline(context, judged.execution) } };
}

async function keepRecord(
  context: RunContext,
  acted: Acted,
  execution: Execution,
  verification: Verification | undefined,
): Promise<void> {
  if (context.swift === undefined) {
    await recordOutcome(context, acted, execution, undefined);
    await recordVerdicts(context, acted, execution, verification);
  } else if (execution.outcome === 'ok' && verification !== undefined) {
    context.swift.attempts.push({ acted, execution, verification });
  }
}

async function undo(context: RunContext, before: Savepoint, execution: Execution): Promise<RollbackProof> {
  context.emit({ type: 'rolling-back', reason: execution.error?.message ?? execution.outcome });
  return before.restore();
}

/** The witness counts steps from the pathway's own beginning. */
function owedAt({ prefix }: Frame, { owed }: StepWitness): readonly OwedVerification[] {
  return prefix === '' ? owed : owed.map((one) => ({ ...one, step: `${prefix}${one.step}` }));
}

function brokenAt({ prefix }: Frame, broken: Broken | undefined): Broken | undefined {
  return broken === undefined ? undefined : { ...broken, step: `${prefix}${broken.step}` };
}

function withFindings(execution: Execution, verification: Verification | undefined): Execution {
  if (verification === undefined || verification.status === 'healthy' || verification.status === 'none')
    return execution;
  const loss = lossAmong(verification.checks);
  if (loss !== undefined) return failed(execution, baselineLost, loss);
  const names = [...new Set(verification.checks.filter(({ healthy }) => healthy !== true).map(({ check }) => check))];
  const message = `Verification did not find it healthy: ${names.join(', ')}.`;
  if (verification.status === 'unhealthy') return failed(execution, 'unhealthy', message);
  return { ...failed(execution, 'verification-unknown', message), outcome: 'environment' };
}

/** Of one that worked, as its steps would say: by its own verification, else by what its diagnostic steps found. */
function healthOf(contract: PathwayContract, { owed, healthy }: StepWitness): boolean | null {
  if (asksItself(contract, owed)) return true;
  return healthy.length === 0 ? null : conjunction(healthy);
}

/** Refusals and an environment out of reach say nothing against the fused allele. */
function failureOf(execution: Execution, broken: Broken | undefined, seen: boolean): FusedFailure | undefined {
  if (execution.outcome !== 'gene-failure') return undefined;
  const reason = `${execution.error?.kind ?? 'failure'}: ${execution.error?.message ?? ''}`;
  return { ...broken, reason, seen };
}
