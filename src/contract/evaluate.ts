import { SgError } from '../errors/sg-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Argument, Expression, ParameterReference, Reference, StepReference } from './ast.ts';
import { literalValue } from './literal-value.ts';
import { referenceText } from './reference-text.ts';

/** What the names in an expression stand for. */
export interface Bindings {
  /** Parameters and the variables of enclosing loops. */
  readonly parameters: ReadonlyMap<string, Json> | JsonObject;
  /**
   * Outputs by step number. A `for` step's value is the list of its last target's outputs, one for each turn: a reference
   * to a field of it gives the list of that field.
   */
  readonly steps: ReadonlyMap<number, Json>;
}

/**
 * The value of an expression: durations as seconds, templates as text.
 * @throws UsageError `missing-parameter` when a parameter or the element a reference names is not there
 * @throws SgError `missing-step-output` when a step gave no such field; `not-text` when a template meets a list or object
 */
export function evaluate(expression: Expression, bindings: Bindings): Json {
  switch (expression.kind) {
    case 'parameter':
    case 'step':
      return required(expression, lookUp(expression, bindings));
    case 'list':
      return expression.items.map((item) => evaluate(item, bindings));
    case 'template':
      return expression.parts
        .map((part) => ('text' in part ? part.text : textOf(part, required(part, lookUp(part, bindings)))))
        .join('');
    default:
      return literalValue(expression);
  }
}

/**
 * A call's arguments as the target's input. An argument that is nothing but a reference to an absent value is left out
 * where the target's field is in `optional`, so that an optional parameter may be passed on.
 */
export function evaluateArguments(
  args: readonly Argument[],
  bindings: Bindings,
  optional: ReadonlySet<string>,
): JsonObject {
  const entries: [string, Json][] = [];
  for (const { name, value } of args) {
    if (optional.has(name.text) && isReference(value) && lookUp(value, bindings) === undefined) continue;
    entries.push([name.text, evaluate(value, bindings)]);
  }
  return Object.fromEntries(entries);
}

function isReference(expression: Expression): expression is Reference {
  return expression.kind === 'parameter' || expression.kind === 'step';
}

function lookUp(reference: Reference, bindings: Bindings): Json | undefined {
  return reference.kind === 'step' ? stepValue(reference, bindings) : parameterValue(reference, bindings);
}

function parameterValue(reference: ParameterReference, { parameters }: Bindings): Json | undefined {
  const name = reference.name.text;
  const value = parameters instanceof Map ? mapped(parameters, name) : own(parameters as JsonObject, name);
  if (reference.index === undefined) return value;
  return isList(value) ? value[reference.index] : undefined;
}

function mapped(parameters: ReadonlyMap<string, Json>, name: string): Json | undefined {
  return parameters.get(name);
}

function stepValue(reference: StepReference, { steps }: Bindings): Json | undefined {
  const output = steps.get(reference.step);
  if (!isList(output)) return own(output, reference.field.text);
  const values = output.map((turn) => own(turn, reference.field.text));
  return values.some((value) => value === undefined) ? undefined : (values as Json[]);
}

/** Own members only: outputs come from untrusted code and `constructor` is not a field. */
function own(value: Json | undefined, key: string): Json | undefined {
  if (value === null || typeof value !== 'object' || isList(value)) return undefined;
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function required(reference: Reference, value: Json | undefined): Json {
  if (value !== undefined) return value;
  const text = referenceText(reference);
  if (reference.kind === 'parameter') {
    throw new UsageError({
      code: 'missing-parameter',
      message: `Expected a value for ${text}, found none`,
      hint: `Give ${reference.name.text} in the input${reference.index === undefined ? '' : ' with enough elements'}.`,
      details: { reference: text },
    });
  }
  throw new SgError({
    code: 'missing-step-output',
    message: `Expected step ${reference.step} to have given ${reference.field.text} for ${text}, found nothing`,
    exitStatus: 1,
    hint: `See what step ${reference.step} gave, with --json.`,
    details: { reference: text },
  });
}

function textOf(reference: Reference, value: Json): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new SgError({
    code: 'not-text',
    message: `Expected text, a number or a bool for ${referenceText(reference)} inside a name, found ${describe(value)}`,
    exitStatus: 1,
    details: { reference: referenceText(reference) },
  });
}

function describe(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : 'an object';
}
