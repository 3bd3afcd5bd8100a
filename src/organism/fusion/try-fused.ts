import type { PathwayContract } from '../../contract/ast.ts';
import type { Transaction } from '../../kernel/kernel.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import { sha256, type Sha256 } from '../../model/digest.ts';
import type { JsonObject } from '../../model/json.ts';
import { attemptReport } from '../attempt-report.ts';
import { execute, type Execution } from '../execution.ts';
import { locusResult } from '../locus-result.ts';
import type { LocusTask } from '../locus-task.ts';
import type { PathwayResult } from '../pathway-run.ts';
import { recordIntent, recordOutcome, recordVerdicts } from '../records.ts';
import type { RunContext } from '../run-context.ts';
import { failed } from '../scope.ts';
import { conjunction, type Verification } from '../verification.ts';
import type { FusedAllele } from './fusion-memory.ts';
import { verifyOwed } from './owed-verifications.ts';
import { StepWitness, type Broken } from './step-witness.ts';

/** What became of running a pathway by its fused allele. */
export interface FusedTry {
  readonly allele: Sha256;
  /** Present when it counts: it worked, or it could not be undone. */
  readonly result: PathwayResult | undefined;
  /** Present when the fused allele failed. */
  readonly failure: FusedFailure | undefined;
}

/** Why a fused allele failed, and where as far as it is known. */
export interface FusedFailure extends Partial<Broken> {
  readonly reason: string;
  /** The step broke while it ran. What only a verification found at the end may be an earlier step's doing. */
  readonly seen: boolean;
}

/**
 * Runs the fused allele like any other: intent on record, sandbox, savepoint, output and scope checked step by step, every
 * verification of the steps and the pathway, and a proven rollback when it does not hold.
 */
export async function tryFused(
  context: RunContext,
  transaction: Transaction,
  contract: PathwayContract,
  input: JsonObject,
  { gene }: FusedAllele,
): Promise<FusedTry> {
  const started = context.stopwatch();
  const task = fusedTask(contract, input);
  context.emit({ type: 'step-started', step: task.step, locus: task.locus, via: [] });
  const before = await transaction.savepoint();
  const witness = new StepWitness(context.organism, contract, input, before.world);
  const acted = { attempt: await recordIntent(context, task, gene), task, gene };
  const port = witness.port(transaction.port(), context.organism.kernel.observer());
  const judged = await witness.judge(await execute(context, task, gene, port));
  const owed = judged.execution.outcome === 'ok' ? await verifyOwed(context, witness.owed) : undefined;
  const execution = withFindings(judged.execution, owed?.verification);
  await recordOutcome(context, acted, execution, undefined);
  await recordVerdicts(context, acted, execution, owed?.verification);
  const ok = execution.outcome === 'ok';
  if (!ok) context.emit({ type: 'rolling-back', reason: execution.error?.message ?? execution.outcome });
  const proof = ok ? undefined : await before.restore();
  const checks = owed?.verification.checks ?? [];
  const report = attemptReport(acted, execution, checks, context.stopwatch() - started, proof);
  context.emit({ type: 'attempt-ended', step: task.step, locus: task.locus, attempt: report });
  const { report: step } = locusResult(task, [report], execution, context.stopwatch() - started);
  context.emit({ type: 'step-ended', step });
  const result = { ok, healthy: healthOf(witness, owed?.verification), steps: [step], verify: [], rolledBack: false };
  const allele = gene.digest;
  if (ok) return { allele, result: { ...result, failure: undefined, stop: undefined }, failure: undefined };
  const failure = failureOf(execution, judged.broken ?? owed?.brokenAt, owed === undefined);
  if (proof?.proven !== false) return { allele, result: undefined, failure };
  const kind = 'rollback-incomplete' as const;
  const message = `After "${execution.error?.message ?? execution.outcome}" the state from before could not be restored.`;
  return { allele, failure, result: { ...result, ok: false, failure: { kind, message }, stop: kind } };
}

function fusedTask(contract: PathwayContract, input: JsonObject): LocusTask<PathwayContract> {
  const numbers = contract.steps.map(({ number }) => number);
  const step = `${Math.min(...numbers)}-${Math.max(...numbers)}`;
  return { contract, locus: contract.name.text, input, inputDigest: sha256(canonicalJson(input)), step, via: [] };
}

function withFindings(execution: Execution, verification: Verification | undefined): Execution {
  if (verification === undefined || verification.status === 'healthy' || verification.status === 'none')
    return execution;
  const names = [...new Set(verification.checks.filter(({ healthy }) => healthy !== true).map(({ check }) => check))];
  const message = `Verification did not find it healthy: ${names.join(', ')}.`;
  if (verification.status === 'unhealthy') return failed(execution, 'unhealthy', message);
  return { ...failed(execution, 'verification-unknown', message), outcome: 'environment' };
}

function healthOf(witness: StepWitness, verification: Verification | undefined): boolean | null {
  const own = verification === undefined || verification.status === 'none' ? null : verification.status === 'healthy';
  return own ?? (witness.healthy.length === 0 ? null : conjunction(witness.healthy));
}

/** Refusals and an environment out of reach say nothing against the fused allele. */
function failureOf(execution: Execution, broken: Broken | undefined, seen: boolean): FusedFailure | undefined {
  if (execution.outcome !== 'gene-failure') return undefined;
  const reason = `${execution.error?.kind ?? 'failure'}: ${execution.error?.message ?? ''}`;
  return { ...broken, reason, seen };
}
