import type { Call, LoopStep, PathwayContract, Step, WhenStep } from '../../contract/ast.ts';
import { executable } from '../../contract/contract-set.ts';
import { evaluate, type Bindings } from '../../contract/evaluate.ts';
import { literalValue } from '../../contract/literal-value.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { SgError } from '../../errors/sg-error.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { callInput, loopElements, withVariable } from './call-arguments.ts';
import { runLocus } from './locus-run.ts';
import type { LocusStop } from './locus-result.ts';
import { locusTask } from './locus-task.ts';
import type { Frame, PathwayResult } from './pathway-run.ts';
import type { FailureReport, StepReport } from './report.ts';
import type { RunContext } from './run-context.ts';

export interface StepResult {
  readonly steps: readonly StepReport[];
  /** What later steps see as `{step N.field}`; for a loop, a list with one element a round. */
  readonly output: Json;
  readonly failure: FailureReport | undefined;
  readonly stop: LocusStop | undefined;
}

/** Composition is mutual recursion; handing the function in keeps the modules free of an import cycle. */
export type RunPathway = (
  context: RunContext,
  contract: PathwayContract,
  input: JsonObject,
  frame: Frame,
) => Promise<PathwayResult>;

export async function runStep(
  context: RunContext,
  step: Step,
  bindings: Bindings,
  frame: Frame,
  runPathway: RunPathway,
): Promise<StepResult> {
  const at = { prefix: `${frame.prefix}${step.number}`, via: frame.via };
  const calls = new CallRunner(context, at.via, runPathway);
  try {
    return await dispatch(calls, step, bindings, at.prefix);
  } catch (error) {
    // An earlier step did not give what this one refers to: an answer of the run, not an end of the program.
    if (error instanceof SgError && error.code === 'missing-step-output') return rejected(at.prefix, '', error.message);
    throw error;
  }
}

function dispatch(calls: CallRunner, step: Step, bindings: Bindings, path: string): Promise<StepResult> {
  switch (step.kind) {
    case 'call':
      return calls.run(step.call, bindings, path);
    case 'for':
      return runLoop(calls, step, bindings, path);
    case 'when':
      return runWhen(calls, step, bindings, path);
  }
}

/** Rounds one after the other; the first failure ends the loop. */
async function runLoop(calls: CallRunner, step: LoopStep, bindings: Bindings, path: string): Promise<StepResult> {
  const steps: StepReport[] = [];
  const output: Json[] = [];
  for (const [index, element] of loopElements(step.over, bindings).entries()) {
    const round = withVariable(bindings, step.variable.text, element);
    let last: StepResult | undefined;
    for (const [position, call] of step.body.entries()) {
      const suffix = step.body.length === 1 ? '' : `.${position + 1}`;
      last = await calls.run(call, round, `${path}[${index + 1}]${suffix}`);
      steps.push(...last.steps);
      if (last.failure !== undefined) return { ...last, steps, output };
    }
    output.push(last?.output ?? {});
  }
  return { steps, output, failure: undefined, stop: undefined };
}

/** The branch whose value equals the subject; none is an answer too: nothing to do. */
async function runWhen(calls: CallRunner, step: WhenStep, bindings: Bindings, path: string): Promise<StepResult> {
  const subject = canonicalJson(evaluate(step.subject, bindings));
  const branch = step.branches.find(({ value }) => canonicalJson(literalValue(value)) === subject);
  if (branch === undefined) return { steps: [], output: {}, failure: undefined, stop: undefined };
  return calls.run(branch.call, bindings, path);
}

/** Runs one target with its evaluated arguments: a locus, or a composed pathway. */
class CallRunner {
  readonly #context: RunContext;
  readonly #via: readonly string[];
  readonly #runPathway: RunPathway;

  constructor(context: RunContext, via: readonly string[], runPathway: RunPathway) {
    this.#context = context;
    this.#via = via;
    this.#runPathway = runPathway;
  }

  async run(call: Call, bindings: Bindings, path: string): Promise<StepResult> {
    const name = call.target.text;
    const contract = executable(this.#context.organism.contracts, name);
    if (contract === undefined)
      throw new InternalError(`Step ${path} names "${name}", which the contract check let pass.`);
    const input = callInput(this.#context.organism, contract, call.arguments, bindings);
    if (!input.ok) return rejected(path, name, input.message);
    return contract.kind === 'pathway'
      ? this.#pathway(contract, input.value, path)
      : this.#locus(contract, input.value, path);
  }

  async #locus(contract: Parameters<typeof locusTask>[0], input: JsonObject, path: string): Promise<StepResult> {
    const task = locusTask(contract, input, path, this.#via);
    this.#context.emit({ type: 'step-started', step: path, locus: task.locus, via: this.#via });
    const result = await runLocus(this.#context, task);
    if (contract.family === 'diagnostic') this.#context.memory.seeStep(task.locus, input, result.output?.['healthy']);
    this.#context.emit({ type: 'step-ended', step: result.report });
    return {
      steps: [result.report],
      output: result.output ?? {},
      failure: stepFailure(result.report),
      stop: result.stop,
    };
  }

  async #pathway(contract: PathwayContract, input: JsonObject, path: string): Promise<StepResult> {
    const result = await this.#runPathway(this.#context, contract, input, { prefix: `${path}.`, via: this.#via });
    // Unchecked is not healthy: where nothing looked there is no such field.
    const output = { success: result.ok, ...(result.healthy === null ? {} : { healthy: result.healthy }) };
    return { steps: result.steps, output, failure: result.failure, stop: result.stop };
  }
}

/** A value of an earlier step that does not fit: neither the caller's nor any gene's fault that is known here. */
function rejected(step: string, locus: string, message: string): StepResult {
  const failure: FailureReport = { kind: 'gene-failure', step, locus, message: `Its arguments do not fit: ${message}` };
  return { steps: [], output: {}, failure, stop: undefined };
}

export function stepFailure(report: StepReport): FailureReport | undefined {
  if (report.ok) return undefined;
  const error = report.attempts.at(-1)?.error;
  const base = { step: report.step, locus: report.locus };
  if (report.outcome === 'refused')
    return { ...base, kind: 'refused', message: report.refusal ?? error?.message ?? '' };
  if (error?.kind === 'verification-unknown') return { ...base, kind: 'verification-unknown', message: error.message };
  const kind = report.outcome === 'environment' ? 'environment' : 'gene-failure';
  return { ...base, kind, message: error === undefined || error === null ? '' : `${error.kind}: ${error.message}` };
}
