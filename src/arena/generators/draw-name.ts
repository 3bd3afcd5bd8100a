import { findLink } from '../../kernel/mock/links.ts';
import type { World } from '../../kernel/mock/world-schema.ts';
import { isDeviceName } from '../../kernel/names.ts';
import type { Json } from '../../model/json.ts';
import { oddNames } from './odd-texts.ts';
import type { Random } from './random.ts';

const usualNames = ['br0', 'br1', 'bond0', 'bond1', 'vlan100', 'storage', 'mgmt', 'eth0', 'eth9', 'tenant-a'] as const;

/** A name an interface can have and that nothing in the world has; now and then one of 15 bytes or an odd one. */
export function newName(random: Random, world: World, seen: readonly Json[]): string {
  const texts = seen.filter((value): value is string => typeof value === 'string' && isDeviceName(value));
  const pool = [...texts, ...texts, ...usualNames, ...(random.chance(15) ? oddNames : [])];
  const free = pool.filter((name) => findLink(world, name) === undefined);
  return random.pick(free) ?? `x${random.next().toString(36)}`;
}
