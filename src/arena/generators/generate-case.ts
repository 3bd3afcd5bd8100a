import type { GeneContract } from '../../contract/ast.ts';
import { inputValidator, type Validator } from '../../contract/validators.ts';
import { InternalError } from '../../errors/internal-error.ts';
import type { World } from '../../kernel/mock/world-schema.ts';
import type { JsonObject } from '../../model/json.ts';
import type { TrialCase } from '../trial-case.ts';
import { drawInput, type Mood } from './draw-input.ts';
import { drawWorld, type WorldNeeds } from './draw-world.ts';
import { exampleCases, worldOf, type ExampleCase } from './example-cases.ts';
import { fieldProfiles } from './field-profile.ts';
import { Random } from './random.ts';

/**
 * The `index`-th case of a seed: a world that could be and an input that fits the contract's `takes`, most of them what
 * the contract means, some with one thing wrong, a few wild. Draws on the contract's types, prose and examples and on the
 * network domain; the same arguments give the same case on every machine.
 */
export function generateCase(contract: GeneContract, seed: string, index: number): TrialCase {
  const random = new Random(`${seed}\n${index}`);
  const example = random.chance(38) ? drawExample(random, contract) : undefined;
  const world = example === undefined ? drawWorld(random, needsOf(contract)) : exampleWorld(random, example);
  const mood: Mood =
    random.weighted([
      [60, 'straight'],
      [30, 'one odd'],
      [10, 'wild'],
    ] as const) ?? 'straight';
  const drawn = drawInput(random, contract, world, mood);
  const input = example === undefined ? drawn : mixed(random, example.input, drawn);
  return { world, input: validated(contract, input), origin: `generated case ${index} of seed ${seed}` };
}

/** Those in which all is well three times as often as the others: a refusal teaches the same each time. */
function drawExample(random: Random, contract: GeneContract): ExampleCase | undefined {
  return random.weighted(exampleCases(contract).map((example) => [example.good ? 3 : 1, example] as const));
}

/** The world of an example, sometimes with one of its lines left out. */
function exampleWorld(random: Random, { given, world }: ExampleCase): World {
  if (given.length === 0 || random.chance(60)) return world;
  const dropped = random.integer(0, given.length - 1);
  return worldOf(given.filter((_, at) => at !== dropped)) ?? world;
}

/** Each value from the example or drawn. */
function mixed(random: Random, example: JsonObject, drawn: JsonObject): JsonObject {
  const changed = Object.entries(drawn).filter(() => random.chance(35));
  return { ...example, ...Object.fromEntries(changed) };
}

const needs = new WeakMap<GeneContract, WorldNeeds>();

function needsOf(contract: GeneContract): WorldNeeds {
  const made = needs.get(contract) ?? findNeeds(contract);
  needs.set(contract, made);
  return made;
}

function findNeeds(contract: GeneContract): WorldNeeds {
  const roles = fieldProfiles(contract).flatMap((profile) => profile.roles);
  const devices = roles.filter((role) => role.is === 'device');
  const kinds = devices.map(({ kind }) => kind);
  return {
    kinds: new Set(roles.some((role) => role.is === 'vlan-id-on') ? [...kinds, 'vlan'] : kinds),
    ports: devices.some(({ stands }) => stands === 'taken' || (typeof stands === 'object' && 'under' in stands)),
  };
}

const validators = new WeakMap<GeneContract, Validator>();

function validated(contract: GeneContract, input: JsonObject): JsonObject {
  const validator = validators.get(contract) ?? inputValidator(contract);
  validators.set(contract, validator);
  const checked = validator.validate(input);
  if (checked.ok) return checked.value;
  throw new InternalError(`Generated input does not fit "${contract.name.text}": ${checked.issues[0]?.message ?? ''}`);
}
