import type { Call, GeneContract, PathwayContract, Step, Verify } from '../../contract/ast.ts';
import { executable } from '../../contract/contract-set.ts';
import { evaluate, type Bindings } from '../../contract/evaluate.ts';
import { literalValue } from '../../contract/literal-value.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { SgError } from '../../errors/sg-error.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { callInput, loopElements, withVariable } from '../run/call-arguments.ts';
import type { Organism } from '../organism.ts';
import { bodySuffix } from './call-sites.ts';
import { stepsInTurn } from './steps-in-turn.ts';

/** The next gene a fused pathway has to run, worked out from the contract and what the steps before gave. */
export interface ExpectedStep {
  readonly path: string;
  readonly contract: GeneContract;
  /** Validated, defaults filled in. */
  readonly input: JsonObject;
}

/** A `verify:` that is owed once everything has run. */
export interface OwedVerification {
  readonly section: Verify;
  readonly bindings: Bindings;
  /** Step path, or the pathway's name for its own. */
  readonly step: string;
  /** The locus whose contract asks; none for a pathway's own. */
  readonly locus?: string;
}

/** What an earlier step gave does not fit a later one: then this step does not run. */
export class StepRejected extends Error {
  readonly path: string;
  readonly locus: string;

  constructor(path: string, locus: string, message: string) {
    super(message);
    this.path = path;
    this.locus = locus;
  }
}

type Steps<T> = Generator<ExpectedStep, T, JsonObject>;

/**
 * Follows a pathway step by step: yields each gene with the input the contract gives it, takes what the gene gave, and
 * collects the verifications of every step and pathway on the way.
 * @throws StepRejected
 */
export function* expectedSteps(
  organism: Organism,
  contract: PathwayContract,
  input: JsonObject,
  owed: OwedVerification[],
  prefix = '',
): Steps<void> {
  const outputs = new Map<number, Json>();
  const bindings: Bindings = { parameters: input, steps: outputs };
  const follow = new StepFollower(organism, owed);
  for (const step of stepsInTurn(contract)) {
    outputs.set(step.number, yield* follow.step(step, bindings, `${prefix}${step.number}`));
  }
  if (contract.verify !== undefined) owed.push({ section: contract.verify, bindings, step: contract.name.text });
}

class StepFollower {
  readonly #organism: Organism;
  readonly #owed: OwedVerification[];

  constructor(organism: Organism, owed: OwedVerification[]) {
    this.#organism = organism;
    this.#owed = owed;
  }

  *step(step: Step, bindings: Bindings, path: string): Steps<Json> {
    if (step.kind === 'call') return yield* this.#call(step.call, bindings, path);
    if (step.kind === 'when') {
      const subject = canonicalJson(orRejected(path, () => evaluate(step.subject, bindings)));
      const branch = step.branches.find(({ value }) => canonicalJson(literalValue(value)) === subject);
      return branch === undefined ? {} : yield* this.#call(branch.call, bindings, path);
    }
    const output: Json[] = [];
    for (const [index, element] of orRejected(path, () => loopElements(step.over, bindings)).entries()) {
      const round = withVariable(bindings, step.variable.text, element);
      let last: Json = {};
      for (const [position, call] of step.body.entries()) {
        const suffix = bodySuffix(step.body.length, position);
        last = yield* this.#call(call, round, `${path}[${index + 1}]${suffix}`);
      }
      output.push(last);
    }
    return output;
  }

  *#call(call: Call, bindings: Bindings, path: string): Steps<Json> {
    const locus = call.target.text;
    const contract = executable(this.#organism.contracts, locus);
    if (contract === undefined) throw new InternalError(`Step ${path} names "${locus}", which is not there.`);
    const input = callInput(this.#organism, contract, call.arguments, bindings);
    if (!input.ok) throw new StepRejected(path, locus, `Its arguments do not fit: ${input.message}`);
    if (contract.kind === 'pathway') {
      yield* expectedSteps(this.#organism, contract, input.value, this.#owed, `${path}.`);
      return { success: true };
    }
    const output = yield { path, contract, input: input.value };
    if (contract.verify !== undefined) {
      const own: Bindings = { parameters: input.value, steps: new Map() };
      this.#owed.push({ section: contract.verify, bindings: own, step: path, locus });
    }
    return output;
  }
}

function orRejected<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SgError && error.code === 'missing-step-output')
      throw new StepRejected(path, '', error.message);
    throw error;
  }
}
