import type { Json } from '../../model/json.ts';
import { brokenMacs, drawMac, knownMac } from './draw-mac.ts';
import { newName } from './draw-name.ts';
import { oddFloat, oddInteger } from './draw-number.ts';
import { wordsOf, type Setting } from './draw-value.ts';
import type { FieldProfile } from './field-profile.ts';
import { oddNames, oddTexts } from './odd-texts.ts';
import type { Random } from './random.ts';

/** A value of the right type that the contract may not have meant. */
export function oddValue(profile: FieldProfile, setting: Setting): Json {
  const { random } = setting;
  switch (profile.field.type.base.text) {
    case 'bool':
      return random.chance(50);
    case 'int':
      return oddInteger(random, profile);
    case 'float':
      return oddFloat(random);
    case 'object':
      return random.pick<Json>([{}, { a: 1 }, { nested: { list: [1, 'two', null] } }, { toString: 'x' }]);
    default:
      return oddText(profile, setting);
  }
}

function oddText(profile: FieldProfile, { random, world }: Setting): Json {
  const seen = profile.seenOdd.filter((value) => typeof value === 'string');
  const kind = random.weighted([
    [4, 'seen'],
    [profile.nature === 'device' ? 8 : 1, 'link'],
    [profile.nature === 'device' ? 4 : 1, 'new'],
    [profile.nature === 'mac' ? 10 : 0, 'mac'],
    [profile.nature === 'word' ? 6 : 0, 'word'],
    [2, 'name'],
    [3, 'text'],
  ] as const);
  switch (kind) {
    case 'seen':
      return random.pick(seen) ?? random.pick(oddTexts);
    case 'link':
      return random.pick(world.links.map(({ name }) => name)) ?? 'lo';
    case 'new':
      return newName(random, world, profile.seen);
    case 'mac':
      return random.chance(50) ? random.pick(brokenMacs) : oddMac(random, knownMac(random, world));
    case 'word':
      return random.pick(wordsOf(profile)) ?? random.pick(oddTexts);
    case 'name':
      return random.pick(oddNames);
    default:
      return random.pick(oddTexts);
  }
}

/** Somebody else's address, or one in capitals. */
function oddMac(random: Random, known: string | undefined): string {
  return random.chance(50) ? (known ?? drawMac(random)) : drawMac(random).toUpperCase();
}

/** The list with an element that does not belong, one twice, none, or many. */
export function oddList(items: readonly Json[], odd: () => Json, random: Random): readonly Json[] {
  const [first] = items;
  switch (random.integer(0, 9)) {
    case 0:
      return [];
    case 1:
    case 2:
      return first === undefined ? [odd()] : [...items, first];
    case 3:
      return Array.from({ length: random.integer(5, 20) }, odd);
    default:
      return random.shuffled([...items, odd()]);
  }
}
