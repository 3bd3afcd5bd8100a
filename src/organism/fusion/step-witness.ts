import type { PathwayContract } from '../../contract/ast.ts';
import { classifyOutput } from '../../contract/refusals.ts';
import { KernelError } from '../../errors/kernel-error.ts';
import type { KernelPort, WorldSnapshot } from '../../kernel/kernel.ts';
import { configurationDifferences } from '../../kernel/world-difference.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Execution } from '../run/execution.ts';
import type { Organism } from '../organism.ts';
import type { AttemptError } from '../run/report.ts';
import { failed, judgedScope } from '../run/scope.ts';
import { expectedSteps, StepRejected, type ExpectedStep, type OwedVerification } from './expected-steps.ts';

/** The operation by which a fused allele says that a step is done and what it gave. */
const reportStep = 'reportStep';

/** Where a fused allele went wrong. */
export interface Broken {
  readonly step: string;
  readonly locus: string;
}

/**
 * Watches a fused allele from outside, step by step, so that fusing drops no safeguard: each step's input follows from the
 * contract and not from what the allele says, its output is validated, what it changed is compared with its input, a
 * diagnostic is handed the observing half only, and no step can be left out.
 */
export class StepWitness {
  readonly owed: OwedVerification[] = [];
  /** What diagnostics among the steps found. */
  readonly healthy: boolean[] = [];
  readonly #organism: Organism;
  readonly #steps: Generator<ExpectedStep, void, JsonObject>;
  #world: WorldSnapshot;
  #active: ExpectedStep | undefined;
  #ended: { readonly broken: Broken; readonly error: AttemptError; readonly refusal?: string } | undefined;

  constructor(organism: Organism, contract: PathwayContract, input: JsonObject, world: WorldSnapshot) {
    this.#organism = organism;
    this.#world = world;
    this.#steps = expectedSteps(organism, contract, input, this.owed);
    this.#advance(() => this.#steps.next());
  }

  /** The port the fused allele is handed. */
  port(acting: KernelPort, observing: KernelPort): KernelPort {
    return {
      operations: [...acting.operations, reportStep],
      get log() {
        return [...acting.log, ...observing.log];
      },
      call: async (operation, args) => {
        if (operation === reportStep) return this.#report(args[0], args[1] ?? null);
        if (this.#ended !== undefined) throw denied(operation, 'a step has failed');
        if (this.#active === undefined) throw denied(operation, 'every step is done');
        return (this.#active.contract.family === 'diagnostic' ? observing : acting).call(operation, args);
      },
    };
  }

  /** The execution of the whole, judged by what was seen. */
  async judge(execution: Execution): Promise<{ readonly execution: Execution; readonly broken: Broken | undefined }> {
    if (execution.outcome === 'environment') return { execution, broken: undefined };
    if (this.#ended !== undefined) {
      const { broken, error, refusal } = this.#ended;
      if (refusal === undefined) return { execution: { ...failed(execution, error.kind, error.message) }, broken };
      return { execution: { ...execution, outcome: 'refused', refusal, error }, broken };
    }
    const active = this.#active;
    const broken = active === undefined ? undefined : { step: active.path, locus: active.contract.name.text };
    // A limit may take a report along that was on its way: then it was the step after, before it called anything.
    if (execution.outcome !== 'ok') return { execution, broken };
    if (broken !== undefined) {
      const message = `It claims success and has not done step ${broken.step} ${broken.locus}.`;
      return { execution: failed(execution, 'step-left-out', message), broken };
    }
    const later = configurationDifferences(this.#world, await this.#organism.kernel.snapshot());
    if (later.length === 0) return { execution, broken };
    const changed = later.map(({ path }) => path).join(', ');
    return { execution: failed(execution, 'out-of-scope', `After its last step it changed ${changed}.`), broken };
  }

  async #report(path: Json | undefined, output: Json): Promise<Json> {
    const active = this.#active;
    if (this.#ended === undefined && active !== undefined) {
      if (path === active.path) await this.#judgeStep(active, reported(output));
      else
        this.#end(active, { kind: 'step-left-out', message: `It was to run step ${active.path} and reports another.` });
    }
    if (active === undefined) throw denied(reportStep, 'every step is done');
    if (this.#ended !== undefined) throw denied(reportStep, this.#ended.error.message);
    return null;
  }

  async #judgeStep(active: ExpectedStep, output: Json): Promise<void> {
    const { contract } = active;
    const checked = this.#organism.book.output(contract).validate(output);
    if (!checked.ok) {
      const message = checked.issues.map((issue) => issue.message).join('; ');
      this.#end(active, { kind: 'invalid-output', message });
      return;
    }
    const { value } = checked;
    const said = classifyOutput(contract, value);
    const message = typeof value['error'] === 'string' ? value['error'] : 'The gene reported success=false.';
    if (said === 'failed') {
      this.#end(active, { kind: 'undeclared-failure', message });
      return;
    }
    const outcome = said === 'refused' ? 'refused' : 'ok';
    const after = await this.#organism.kernel.snapshot();
    const judged = judgedScope(active, this.#world, after, { outcome, output: value, error: null, operations: [] });
    this.#world = after;
    if (judged.error !== null) this.#end(active, judged.error);
    else if (said === 'refused')
      this.#end(active, { kind: 'refused', message }, typeof value['refusal'] === 'string' ? value['refusal'] : '');
    else {
      if (typeof value['healthy'] === 'boolean') this.healthy.push(value['healthy']);
      this.#advance(() => this.#steps.next(value));
    }
  }

  #advance(next: () => IteratorResult<ExpectedStep, void>): void {
    try {
      const { value } = next();
      this.#active = value ?? undefined;
    } catch (error) {
      if (!(error instanceof StepRejected)) throw error;
      const broken = { step: error.path, locus: error.locus };
      this.#ended = { broken, error: { kind: 'rejected-arguments', message: error.message } };
    }
  }

  #end({ path, contract }: ExpectedStep, error: AttemptError, refusal?: string): void {
    const broken = { step: path, locus: contract.name.text };
    this.#ended = { broken, error, ...(refusal === undefined ? {} : { refusal }) };
  }
}

/** Alleles fused by now report JSON text, those of before the value itself. What is no JSON is no output of any contract. */
function reported(output: Json): Json {
  if (typeof output !== 'string') return output;
  try {
    return JSON.parse(output) as Json;
  } catch {
    return output;
  }
}

function denied(operation: string, reason: string): KernelError {
  return new KernelError('EPERM', operation, reason);
}
