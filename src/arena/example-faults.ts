import type { Example, GeneContract } from '../contract/ast.ts';
import { evaluateArguments } from '../contract/evaluate.ts';
import { classifyOutput } from '../contract/refusals.ts';
import { outputValidator, type Validator } from '../contract/validators.ts';
import { snapshotOf } from '../kernel/mock/snapshot.ts';
import type { World } from '../kernel/mock/world-schema.ts';
import { checkThenLine } from '../kernel/vocabulary.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { judgedScope } from '../organism/run/scope.ts';
import type { GeneResult } from '../sandbox/sandbox.ts';

/** Something that is otherwise than an example says. */
export interface ExampleFault {
  /** A fault of the sandbox, `invalid-output`, `undeclared-failure`, `other-output`, `other-world`, or one of scope. */
  readonly kind: string;
  /** Holds what the gene said: untrusted. */
  readonly message: string;
}

/** What an allele answered to an example, and the worlds it found and left. */
export interface ExampleAnswer {
  readonly result: GeneResult;
  readonly input: JsonObject;
  readonly before: World;
  readonly after: World;
}

/** Everything that is otherwise than the example says; empty when it holds. */
export function exampleFaults(
  contract: GeneContract,
  example: Example,
  answer: ExampleAnswer,
  validator: Validator = outputValidator(contract),
): readonly ExampleFault[] {
  const { result, before, after } = answer;
  if (!result.ok) return [{ kind: result.fault.kind, message: result.fault.message }];
  const checked = validator.validate(result.output);
  if (!checked.ok) return checked.issues.map(({ message }) => ({ kind: 'invalid-output', message }));
  return [
    ...standing(contract, checked.value, answer),
    ...otherFields(example, checked.value),
    ...example.then.flatMap(({ text }) => {
      const holds = checkThenLine(text, before, after);
      return holds.ok ? [] : [{ kind: 'other-world', message: `${text}: ${holds.found}` }];
    }),
  ];
}

/** Whatever an example says: no failure without a declared refusal, nothing changed by refusing, looking or on the side. */
function standing(contract: GeneContract, output: JsonObject, answer: ExampleAnswer): readonly ExampleFault[] {
  const said = classifyOutput(contract, output);
  if (said === 'failed') {
    const why = typeof output['error'] === 'string' ? `: ${output['error']}` : '';
    return [{ kind: 'undeclared-failure', message: `it fails without a declared refusal${why}` }];
  }
  const outcome = said === 'success' ? 'ok' : 'refused';
  const before = snapshotOf(answer.before);
  const execution = { outcome, output, error: null, operations: [] } as const;
  const { error } = judgedScope({ contract, input: answer.input }, before, snapshotOf(answer.after), execution);
  return error === null ? [] : [{ kind: error.kind, message: error.message }];
}

const nothing = { parameters: {}, steps: new Map<number, Json>() };

function otherFields(example: Example, output: JsonObject): readonly ExampleFault[] {
  return Object.entries(evaluateArguments(example.gives, nothing, new Set())).flatMap(([field, value]) => {
    const found = Object.hasOwn(output, field) ? output[field] : undefined;
    const expected = canonicalJson(value);
    const got = found === undefined ? 'nothing' : canonicalJson(found);
    return got === expected ? [] : [{ kind: 'other-output', message: `${field}: expected ${expected}, got ${got}` }];
  });
}
