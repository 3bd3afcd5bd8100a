import type { FieldProfile } from './field-profile.ts';
import type { Random } from './random.ts';

/** A number that the description allows; where it names no range, one near a number that is known to do. */
export function inRange(random: Random, { range, seen, default: byDefault }: FieldProfile, fitting: number): number {
  if (range !== undefined && random.chance(60)) {
    return (
      random.weighted([
        [6, random.integer(range.least, range.most)],
        [1, range.least],
        [1, range.most],
      ]) ?? fitting
    );
  }
  const known = [...seen, byDefault].filter((value) => typeof value === 'number');
  return random.pick([fitting, ...known]);
}

/** Numbers at and beyond the limits of the description and of the types behind it. */
export function oddInteger(random: Random, { range }: FieldProfile): number {
  const edges = range === undefined ? [] : [range.least - 1, range.least, range.most, range.most + 1];
  return random.pick([0, -1, 1, 2, 7, 4095, 2_147_483_647, 2_147_483_648, Number.MAX_SAFE_INTEGER, ...edges, ...edges]);
}

export function oddFloat(random: Random): number {
  return random.pick([0, -1, 0.1, 1e-9, 1e9, -1e308, Number.MAX_VALUE, random.next() / 1_000]);
}
