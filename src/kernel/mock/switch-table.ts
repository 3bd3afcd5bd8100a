import { hasCarrier } from './carrier.ts';
import { findLink } from './links.ts';
import type { HostState, SwitchEntry, SwitchState, World } from './world-schema.ts';

/**
 * The forwarding tables of switches on the other side of the wires (IEEE 802.1Q clause 8.8): an address is behind the port
 * it was last seen at, until it ages out or the port loses its signal. Frames to it go there alone; without an entry they
 * go everywhere.
 */

/** The switch an ethernet link is plugged into. */
export function switchAt(world: World, card: string): SwitchState | undefined {
  return world.wire.switches.find(({ ports }) => ports.includes(card));
}

export function switchNamed(world: World, name: string): SwitchState | undefined {
  return world.wire.switches.find((one) => one.name === name);
}

export function putSwitch(world: World, changed: SwitchState): World {
  const switches = world.wire.switches.map((one) => (one.name === changed.name ? changed : one));
  return { ...world, wire: { ...world.wire, switches } };
}

/** A machine's own port. `:` can't be in an interface's name. */
export function hostPort(host: HostState): string {
  return `host:${host.address}`;
}

/** The entry for an address that has not aged out. */
export function entryFor(world: World, on: SwitchState, mac: string, vlan: number | null): SwitchEntry | undefined {
  const entry = on.entries.find((one) => one.mac === mac && one.vlan === vlan);
  return entry === undefined || entry.seen + on.ageing <= world.clock ? undefined : entry;
}

/** A frame from `mac` came in at `port`. */
export function seenAt(world: World, on: SwitchState, port: string, mac: string, vlan: number | null): World {
  const index = on.entries.findIndex((one) => one.mac === mac && one.vlan === vlan);
  const known = on.entries[index];
  const moves = known === undefined ? 0 : known.moves + (known.port === port ? 0 : 1);
  const entry: SwitchEntry = { mac, vlan, port, seen: world.clock, moves };
  const entries = known === undefined ? [...on.entries, entry].slice(-mostEntries) : on.entries.with(index, entry);
  return putSwitch(world, { ...on, entries });
}

/** A gene that announces made-up addresses must not fill the world file; switches too forget what they can't hold. */
const mostEntries = 1_024;

/** A port without a signal forgets what was behind it. */
export function forgetDeadPorts(world: World): World {
  return world.wire.switches.reduce((current, on) => {
    const dead = on.ports.filter((card) => !isLive(world, card));
    const entries = on.entries.filter(({ port }) => !dead.includes(port));
    return entries.length === on.entries.length ? current : putSwitch(current, { ...on, entries });
  }, world);
}

function isLive(world: World, card: string): boolean {
  const link = findLink(world, card);
  return link !== undefined && hasCarrier(world, link);
}
