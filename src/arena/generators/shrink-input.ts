import type { Field, GeneContract } from '../../contract/ast.ts';
import { literalValue } from '../../contract/literal-value.ts';
import { inputValidator } from '../../contract/validators.ts';
import { findLink } from '../../kernel/mock/links.ts';
import type { World } from '../../kernel/mock/world-schema.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { shorterLists } from './shrink-list.ts';

/** Inputs with one value simpler: its default, a shorter list or text, a smaller number. All fit the contract. */
export function* smallerInputs(contract: GeneContract, input: JsonObject, world: World): Generator<JsonObject> {
  const validator = inputValidator(contract);
  for (const field of contract.takes) {
    const name = field.name.text;
    const value = input[name];
    if (value === undefined) continue;
    for (const changed of changedInputs(field, value, input, world)) {
      const checked = validator.validate(changed);
      if (checked.ok) yield checked.value;
    }
  }
}

function* changedInputs(field: Field, value: Json, input: JsonObject, world: World): Generator<JsonObject> {
  const name = field.name.text;
  const rest = Object.fromEntries(Object.entries(input).filter(([key]) => key !== name));
  // Without it: absent where it is optional, the default where there is one, else refused by the validator.
  yield rest;
  const byDefault = field.default === undefined ? undefined : literalValue(field.default);
  if (byDefault !== undefined && JSON.stringify(byDefault) === JSON.stringify(value)) return;
  for (const simpler of simplerValues(value, world)) yield { ...input, [name]: simpler };
}

function* simplerValues(value: Json, world: World): Generator<Json> {
  if (typeof value === 'number') yield* smallerNumbers(value);
  else if (typeof value === 'string') yield* shorterTexts(value, world);
  else if (value === true) yield false;
  else if (isList(value)) yield* simplerLists(value, world);
  else if (value !== null && typeof value === 'object') yield* simplerObjects(value, world);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function* smallerNumbers(value: number): Generator<number> {
  for (const smaller of [0, 1, Math.trunc(value / 2), Math.trunc(value)]) {
    if (Math.abs(smaller) < Math.abs(value)) yield smaller;
  }
}

/** The name of a device says something as it is, and a short text says all there is. */
function* shorterTexts(text: string, world: World): Generator<string> {
  if (text.length < 8 || findLink(world, text) !== undefined) return;
  const characters = Array.from(text);
  yield characters.slice(0, Math.ceil(characters.length / 2)).join('');
  yield characters.slice(0, -1).join('');
}

function* simplerLists(items: readonly Json[], world: World): Generator<readonly Json[]> {
  yield* shorterLists(items);
  for (const [place, item] of items.entries()) {
    for (const simpler of simplerValues(item, world)) yield items.map((other, at) => (at === place ? simpler : other));
  }
}

function* simplerObjects(value: JsonObject, world: World): Generator<JsonObject> {
  const members = Object.entries(value);
  for (const fewer of shorterLists(members)) yield Object.fromEntries(fewer);
  for (const [key, member] of members) {
    for (const simpler of simplerValues(member, world)) yield { ...value, [key]: simpler };
  }
}
