import type { PathwayContract } from '../../contract/ast.ts';
import type { Bindings } from '../../contract/evaluate.ts';
import type { Savepoint, WorldSnapshot } from '../../kernel/kernel.ts';
import { configurationDifferences } from '../../kernel/world-difference.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { lossAmong } from './baseline-check.ts';
import type { LocusStop } from './locus-result.ts';
import type { CheckReport, FailureReport, StepReport } from './report.ts';
import type { RunContext } from './run-context.ts';
import { inOrder } from './step-order.ts';
import { runStep } from './step-run.ts';
import { conjunction, verify, type Verification } from './verification.ts';

/** Where a pathway stands in the run: prefix of its step paths and the pathways it was reached through. */
export interface Frame {
  readonly prefix: string;
  readonly via: readonly string[];
}

export interface PathwayResult {
  readonly ok: boolean;
  /** What its own verification found, else its diagnostic steps together; null when nothing looked. */
  readonly healthy: boolean | null;
  readonly steps: readonly StepReport[];
  readonly verify: readonly CheckReport[];
  readonly failure: FailureReport | undefined;
  readonly rolledBack: boolean;
  readonly stop: LocusStop | undefined;
}

interface Progress {
  /** Reports by step number. */
  readonly steps: Map<number, readonly StepReport[]>;
  readonly outputs: Map<number, Json>;
  failure: FailureReport | undefined;
  stop: LocusStop | undefined;
}

/**
 * Runs the steps, each after those it needs, then the pathway's own verification; on failure the contract's policy decides
 * what is undone. Steps with no path between them run side by side where nothing has to be rolled back one by one.
 */
export async function runPathway(
  context: RunContext,
  contract: PathwayContract,
  input: JsonObject,
  frame: Frame,
): Promise<PathwayResult> {
  const before = context.swift === undefined ? await context.transaction?.savepoint() : undefined;
  const found = await context.organism.kernel.snapshot();
  const progress: Progress = { steps: new Map(), outputs: new Map(), failure: undefined, stop: undefined };
  const bindings: Bindings = { parameters: input, steps: progress.outputs };
  await runSteps(context, contract, bindings, progress, frame);
  const verification = progress.failure === undefined ? await conclude(context, contract, bindings, found) : undefined;
  const failure = progress.failure ?? verificationFailure(verification);
  const undone = failure === undefined ? undefined : await undo(context, contract, before, progress.stop, failure);
  const steps = inOrderWritten(contract, progress);
  return {
    ok: failure === undefined,
    healthy: pathwayHealth(verification, steps),
    steps,
    verify: verification?.checks ?? [],
    failure,
    rolledBack: undone === true,
    stop: progress.stop ?? (undone === false ? 'rollback-incomplete' : undefined),
  };
}

/**
 * The pathway's own verification. Where its steps changed nothing there is nothing to converge: one look is enough. One
 * without steps (a topology's verification) follows changes that others made, so it waits as it is told.
 */
async function conclude(
  context: RunContext,
  contract: PathwayContract,
  bindings: Bindings,
  found: WorldSnapshot,
): Promise<Verification> {
  const now = await context.organism.kernel.snapshot();
  const changed = contract.steps.length === 0 || configurationDifferences(found, now).length > 0;
  const waiting = { ...context, wait: context.wait && changed };
  const verification = await verify(waiting, contract.verify, bindings, contract.name.text);
  context.memory.see(verification.checks, changed ? verification.unseen : undefined);
  return verification;
}

async function runSteps(
  context: RunContext,
  contract: PathwayContract,
  bindings: Bindings,
  progress: Progress,
  frame: Frame,
): Promise<void> {
  const via = [...frame.via, contract.name.text];
  const sideBySide = context.swift !== undefined || context.transaction === undefined;
  await inOrder(contract, sideBySide ? context.jobs : 1, async (step) => {
    const result = await runStep(
      context,
      step,
      bindings,
      { prefix: frame.prefix, via },
      context.runComposed ?? runPathway,
    );
    progress.steps.set(step.number, result.steps);
    progress.outputs.set(step.number, result.output);
    progress.stop ??= result.stop;
    progress.failure ??= result.failure;
    return result.failure === undefined ? 'go on' : 'stop';
  });
}

function inOrderWritten(contract: PathwayContract, progress: Progress): readonly StepReport[] {
  return contract.steps.flatMap(({ number }) => progress.steps.get(number) ?? []);
}

/** What an unhealthy verification, or one without an answer, is reported as. */
export function verificationFailure(
  verification: Pick<Verification, 'status' | 'checks'> | undefined,
): FailureReport | undefined {
  if (verification === undefined || verification.status === 'none' || verification.status === 'healthy')
    return undefined;
  const loss = lossAmong(verification.checks);
  if (loss !== undefined) return { kind: 'unhealthy', message: loss };
  const bad = verification.checks.filter(({ healthy }) => healthy !== true).map(({ check }) => check);
  const names = [...new Set(bad)].join(', ');
  return verification.status === 'unhealthy'
    ? { kind: 'unhealthy', message: `The pathway's verification found it unhealthy: ${names}.` }
    : { kind: 'verification-unknown', message: `The pathway's verification gave no answer: ${names}.` };
}

/** The verification after everything was done outweighs what steps found on the way (a diagnosis before a cure). */
function pathwayHealth(verification: Verification | undefined, steps: readonly StepReport[]): boolean | null {
  if (verification !== undefined && verification.status !== 'none') {
    return verification.status === 'unknown' ? null : verification.status === 'healthy';
  }
  const findings = steps.map(({ output }) => output?.['healthy']).filter((value) => typeof value === 'boolean');
  return findings.length === 0 ? null : conjunction(findings);
}

/** true: undone and proven; false: undone and not proven; undefined: the policy keeps what was done. */
async function undo(
  context: RunContext,
  contract: PathwayContract,
  before: Savepoint | undefined,
  stop: LocusStop | undefined,
  failure: FailureReport,
): Promise<boolean | undefined> {
  if (before === undefined || stop !== undefined) return undefined;
  if (contract.onFailure?.policy === 'report partial') return undefined;
  context.emit({ type: 'rolling-back', reason: failure.message });
  const proof = await before.restore();
  return proof.proven;
}
