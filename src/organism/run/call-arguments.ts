import type { Argument, Contract, Expression } from '../../contract/ast.ts';
import { evaluate, evaluateArguments, type Bindings } from '../../contract/evaluate.ts';
import { SgError } from '../../errors/sg-error.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Organism } from '../organism.ts';

export type CallInput =
  { readonly ok: true; readonly value: JsonObject } | { readonly ok: false; readonly message: string };

/** The arguments of one call as a validated input of its target; a value that is missing or does not fit is an answer. */
export function callInput(
  organism: Organism,
  target: Contract,
  args: readonly Argument[],
  bindings: Bindings,
): CallInput {
  const optional = new Set(target.takes.filter(({ type }) => type.optional).map(({ name }) => name.text));
  try {
    const input = organism.book.input(target).validate(evaluateArguments(args, bindings, optional));
    return input.ok ? input : { ok: false, message: input.issues.map(({ message }) => message).join('; ') };
  } catch (error) {
    if (error instanceof SgError && error.exitStatus !== 70) return { ok: false, message: error.message };
    throw error;
  }
}

/** The elements a `for` goes through. */
export function loopElements(over: Expression, bindings: Bindings): readonly Json[] {
  const elements = evaluate(over, bindings);
  return Array.isArray(elements) ? (elements as readonly Json[]) : [elements];
}

/** The bindings inside one round of a `for`. */
export function withVariable(bindings: Bindings, name: string, value: Json): Bindings {
  const parameters = new Map<string, Json>(entries(bindings.parameters));
  return { ...bindings, parameters: parameters.set(name, value) };
}

function entries(parameters: Bindings['parameters']): Iterable<[string, Json]> {
  return parameters instanceof Map ? parameters : Object.entries(parameters as JsonObject);
}
