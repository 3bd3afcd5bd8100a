import type { Way } from './egress.ts';
import { entryFor, seenAt, switchAt } from './switch-table.ts';
import type { World } from './world-schema.ts';

/**
 * A frame from `mac` leaves on these ways, and the switches there learn where the address is. Of several ways into one
 * switch (members of a bond) the one it knows already keeps the address: they are an aggregate to it.
 */
export function transmit(world: World, ways: readonly Way[], mac: string): World {
  if (world.wire.switches.length === 0) return world;
  return ways.reduce((current, { wire, vlan }) => {
    const on = switchAt(current, wire);
    if (on === undefined) return current;
    const known = entryFor(current, on, mac, vlan)?.port;
    const kept = ways.find((way) => way.wire === known && way.vlan === vlan)?.wire;
    return seenAt(current, on, kept ?? wire, mac, vlan);
  }, world);
}
