import type { GeneContract, Verify, VerifyCall, VerifyItem } from '../../contract/ast.ts';
import type { Bindings } from '../../contract/evaluate.ts';
import { InternalError } from '../../errors/internal-error.ts';
import type { Timescale } from '../../model/timescale.ts';
import { baselineChecks } from './baseline-check.ts';
import { callInput, loopElements, withVariable } from './call-arguments.ts';
import { runDiagnostic } from './diagnostic-locus.ts';
import { locusTask } from './locus-task.ts';
import type { CheckReport } from './report.ts';
import type { RunContext } from './run-context.ts';
import type { OpenWindow, SwiftPass } from '../swift/swift-pass.ts';
import { watchWindows } from '../swift/watch-window.ts';

/** What the diagnostics of one `verify:` found. null: a diagnostic gave no answer, or the timescale was not observed. */
export interface Verification {
  readonly checks: readonly CheckReport[];
  readonly immediate: boolean | null;
  readonly convergence: boolean | null;
  /** `unhealthy` is a finding; `unknown` means that a diagnostic itself failed. */
  readonly status: 'healthy' | 'unhealthy' | 'unknown' | 'none';
  /** Left open by the swift pass: healthy so far. */
  readonly window?: Pick<OpenWindow, 'healthy'>;
  /** Kernel time at which the window ends that this run does not wait for. */
  readonly unseen?: number;
}

const nothingToVerify: Verification = { checks: [], immediate: null, convergence: null, status: 'none' };

/**
 * Asks the diagnostics now and, where the contract gives a window and the run waits, watches it to its end. What holds at
 * the end decides; what was seen at once is kept as the immediate observation.
 */
export async function verify(
  context: RunContext,
  section: Verify | undefined,
  bindings: Bindings,
  step: string,
): Promise<Verification> {
  const calls = (section?.items ?? []).flatMap((item) => expand(item, bindings));
  if (calls.length === 0) return nothingToVerify;
  const started = await context.organism.kernel.now();
  const immediate = await askAll(context, calls, 'immediate', step);
  const window = section?.within?.duration.seconds;
  if (window === undefined || immediate.healthy === null) return summary(immediate, undefined);
  const due = started + window;
  if (!context.wait) {
    if (immediate.healthy) context.memory.leave(due, immediate.checks);
    return { ...summary(immediate, undefined), unseen: due };
  }
  const checks = [...immediate.checks];
  const ask = (): Promise<Round> => askAll(context, calls, 'convergence', step);
  const open: OpenWindow = { opened: started, due, step, checks, healthyAtOnce: immediate.healthy, ask };
  // What is not healthy yet is waited for at once: later steps may depend on what comes of it.
  if (context.swift !== undefined && immediate.healthy) return leftOpen(context.swift, immediate, open);
  await watchWindows(context, [open]);
  return summary(immediate, { checks: checks.slice(immediate.checks.length), healthy: open.healthy ?? null });
}

function leftOpen(swift: SwiftPass, immediate: Round, open: OpenWindow): Verification {
  swift.windows.push(open);
  return { ...summary(immediate, undefined), checks: open.checks, window: open };
}

interface Round {
  readonly checks: readonly CheckReport[];
  readonly healthy: boolean | null;
}

function summary(immediate: Round, convergence: Round | undefined): Verification {
  const decisive = convergence ?? immediate;
  return {
    checks: [...immediate.checks, ...(convergence?.checks ?? [])],
    immediate: immediate.healthy,
    convergence: convergence?.healthy ?? null,
    status: decisive.healthy === null ? 'unknown' : decisive.healthy ? 'healthy' : 'unhealthy',
  };
}

async function askAll(
  context: RunContext,
  calls: readonly CheckCall[],
  timescale: Timescale,
  step: string,
): Promise<Round> {
  const checks: CheckReport[] = [];
  for (const call of calls) {
    const check = await ask(context, call, timescale, step);
    context.emit({ type: 'checked', step, check });
    checks.push(check);
  }
  // At once, every attempt is judged by it, whether or not it is verified (scope.ts).
  if (timescale === 'convergence') checks.push(...(await baselineChecks(context.organism.kernel, timescale)));
  return { checks, healthy: conjunction(checks.map((check) => check.healthy)) };
}

/** false wins over unknown: one bad finding is enough to know. */
export function conjunction(values: readonly (boolean | null)[]): boolean | null {
  if (values.includes(false)) return false;
  return values.includes(null) ? null : true;
}

interface CheckCall {
  readonly call: VerifyCall;
  readonly bindings: Bindings;
}

function expand(item: VerifyItem, bindings: Bindings): readonly CheckCall[] {
  if (item.kind === 'prose') return [];
  if (item.kind === 'call') return [{ call: item, bindings }];
  return loopElements(item.over, bindings).flatMap((element) => {
    const round = withVariable(bindings, item.variable.text, element);
    return item.body.map((call) => ({ call, bindings: round }));
  });
}

async function ask(context: RunContext, asked: CheckCall, timescale: Timescale, step: string): Promise<CheckReport> {
  const check = asked.call.target.text;
  const contract = diagnosticContract(context, check);
  const input = callInput(context.organism, contract, asked.call.arguments, asked.bindings);
  if (!input.ok) {
    return { check, arguments: {}, timescale, healthy: null, allele: null, output: null, error: input.message };
  }
  const result = await runDiagnostic(context, locusTask(contract, input.value, `${step} verify`));
  const { outcome, output, allele, attempts } = result.report;
  // What a diagnostic refuses to look at (its bridge is missing) is not there: that is not healthy.
  const healthy = outcome === 'ok' ? output?.['healthy'] === true : outcome === 'refused' ? false : null;
  const error = attempts.at(-1)?.error?.message ?? null;
  return { check, arguments: input.value, timescale, healthy, allele, output, error };
}

function diagnosticContract(context: RunContext, name: string): GeneContract {
  const contract = context.organism.contracts.genes.get(name);
  if (contract === undefined)
    throw new InternalError(`Verification names "${name}", which the contract check let pass.`);
  return contract;
}
