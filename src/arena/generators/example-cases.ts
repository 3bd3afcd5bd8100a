import type { Example, GeneContract } from '../../contract/ast.ts';
import { evaluateArguments } from '../../contract/evaluate.ts';
import { inputValidator } from '../../contract/validators.ts';
import { SgError } from '../../errors/sg-error.ts';
import { worldFromGiven } from '../../kernel/vocabulary.ts';
import type { World } from '../../kernel/mock/world-schema.ts';
import type { Json, JsonObject } from '../../model/json.ts';

/** An example of a contract as something that can be asked. */
export interface ExampleCase {
  readonly title: string;
  readonly given: readonly string[];
  readonly world: World;
  /** Defaults filled in. */
  readonly input: JsonObject;
  /** Neither a refusal nor a fault that was found: the contract shows how it looks when all is well. */
  readonly good: boolean;
}

const known = new WeakMap<GeneContract, readonly ExampleCase[]>();

/** The examples that can be asked, made once for a contract. */
export function exampleCases(contract: GeneContract): readonly ExampleCase[] {
  const made = known.get(contract) ?? contract.examples.flatMap((example) => exampleCase(contract, example));
  known.set(contract, made);
  return made;
}

const nothing = { parameters: {}, steps: new Map<number, Json>() };

function exampleCase(contract: GeneContract, example: Example): readonly ExampleCase[] {
  const given = example.given.map(({ text }) => text);
  const world = worldOf(given);
  const input = inputValidator(contract).validate(evaluateArguments(example.takes, nothing, new Set()));
  if (world === undefined || !input.ok) return [];
  const { success, healthy } = evaluateArguments(example.gives, nothing, new Set()) as Record<string, Json>;
  const good = success !== false && healthy !== false;
  return [{ title: example.title, given, world, input: input.value, good }];
}

/** `undefined` where the lines describe no world. */
export function worldOf(given: readonly string[]): World | undefined {
  try {
    return worldFromGiven(given);
  } catch (error) {
    if (error instanceof SgError && error.code === 'impossible-given') return undefined;
    throw error;
  }
}
