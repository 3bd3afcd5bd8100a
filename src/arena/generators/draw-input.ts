import type { GeneContract } from '../../contract/ast.ts';
import type { World } from '../../kernel/mock/world-schema.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { drawField } from './draw-field.ts';
import { fieldProfiles, type FieldProfile } from './field-profile.ts';
import type { Random } from './random.ts';

/** How far an input is from what the contract means: not at all, in one parameter, or in about half of them. */
export type Mood = 'straight' | 'one odd' | 'wild';

/** Values of the right types for the parameters. Those that refer to others are drawn after them. */
export function drawInput(random: Random, contract: GeneContract, world: World, mood: Mood): JsonObject {
  const profiles = fieldProfiles(contract);
  const oddOne = mood === 'one odd' ? random.pick(profiles) : undefined;
  const drawn: Record<string, Json> = {};
  const setting = { random, world, drawn, types: contract.types };
  for (const profile of [...profiles].sort((a, b) => Number(refers(a)) - Number(refers(b)))) {
    if (profile.field.type.optional && random.chance(50)) continue;
    drawn[profile.name] = drawField(profile, setting, profile === oddOne || (mood === 'wild' && random.chance(50)));
  }
  return drawn;
}

function refers({ roles }: FieldProfile): boolean {
  return roles.some((role) => 'of' in role || (role.is === 'device' && typeof role.stands === 'object'));
}
