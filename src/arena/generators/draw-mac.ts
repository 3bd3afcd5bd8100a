import type { World } from '../../kernel/mock/world-schema.ts';
import type { Random } from './random.ts';

/** A unicast address of the locally administered range; as often below as above what cards get by their order. */
export function drawMac(random: Random): string {
  const octets = [random.integer(0, 255), random.integer(0, 255), random.integer(1, 254)];
  return [random.pick(['02:00:00', '52:54:00', '52:54:00', 'fe:54:00']), ...octets.map(octet)].join(':');
}

function octet(value: number): string {
  return value.toString(16).padStart(2, '0');
}

/** An address that something in the world has. */
export function knownMac(random: Random, world: World): string | undefined {
  return random.pick([...world.links, ...world.fdb, ...world.wire.hosts].map(({ mac }) => mac));
}

/** What is no address of a station, though some of it looks like one. */
export const brokenMacs = [
  '00:00:00:00:00:00',
  'ff:ff:ff:ff:ff:ff',
  '01:00:5e:00:00:01',
  '52:54:00:12:34',
  '52:54:00:12:34:56:78',
  '52-54-00-12-34-56',
  '525400123456',
  '52:54:00:12:34:5g',
  ' 52:54:00:12:34:56',
  'mac',
] as const;
