import { flap, schedule } from '../mock/events.ts';
import { findLink, needLink } from '../mock/links.ts';
import { settle } from '../mock/settle.ts';
import { putSwitch, seenAt, switchAt, switchNamed } from '../mock/switch-table.ts';
import { request } from '../mock/talk.ts';
import type { HostState, SwitchState, World, WorldEvent } from '../mock/world-schema.ts';
import { invalid } from '../refusal.ts';
import { sameIp, parseIp } from '../ip-address.ts';

/** What `given` lines state about the other side of the wires, and about what is to come. */

/** IEEE 802.1D table 7-5. */
const usualAgeing = 300;

export function aSwitch(world: World, name: string, cards: readonly string[]): World {
  if (findLink(world, name) !== undefined) throw invalid(`"${name}" is a device of this machine`);
  const present = withSwitch(world, name);
  const taken = cards.find((card) => switchAt(present, card) !== undefined);
  if (taken !== undefined) throw invalid(`"${taken}" is plugged in already`);
  const foreign = cards.find((card) => needLink(world, card).kind !== 'ethernet');
  if (foreign !== undefined) throw invalid(`"${foreign}" is no network card`);
  const wired = cards.find((card) => world.wire.hosts.some(({ behind }) => behind === card));
  if (wired !== undefined) throw invalid(`the wire of "${wired}" leads to a host already`);
  const on = needSwitch(present, name);
  return settle(putSwitch(present, { ...on, ports: [...on.ports, ...cards] }));
}

function withSwitch(world: World, name: string): World {
  if (switchNamed(world, name) !== undefined) return world;
  const on: SwitchState = { name, ageing: usualAgeing, ports: [], entries: [], storm: null };
  return { ...world, wire: { ...world.wire, switches: [...world.wire.switches, on] } };
}

function needSwitch(world: World, name: string): SwitchState {
  const on = switchNamed(world, name);
  if (on === undefined) throw invalid(`there is no switch "${name}"`);
  return on;
}

export function switchAgeing(world: World, name: string, ageing: number): World {
  if (ageing < 1) throw invalid('a switch keeps an address for a second at least');
  return putSwitch(world, { ...needSwitch(world, name), ageing });
}

export function switchEntry(world: World, name: string, mac: string, card: string): World {
  const on = needSwitch(world, name);
  if (!on.ports.includes(card)) throw invalid(`"${card}" is not plugged into "${name}"`);
  return seenAt(world, on, card, mac, null);
}

export function findHost(world: World, address: string): HostState | undefined {
  const wanted = parseIp(address);
  return world.wire.hosts.find((one) => {
    const own = parseIp(one.address);
    return own !== undefined && wanted !== undefined && sameIp(own, wanted);
  });
}

/** The conversation has been going on: the last request was just now. */
export function hostAsks(world: World, address: string, to: string, every: number): World {
  if (every < 1) throw invalid('a host asks once a second at most');
  const host = findHost(world, address);
  if (host === undefined) throw invalid(`there is no host ${address}`);
  const { world: told, mac } = request(world, host, to);
  const talking = { ...host, talks: { to, every, next: world.clock + every, mac } };
  const hosts = told.wire.hosts.map((one) => (one === host ? talking : one));
  return { ...told, wire: { ...told.wire, hosts } };
}

type Neighbour = World['neighbours'][number];

export function aNeighbour(world: World, neighbour: Omit<Neighbour, 'confirmed'>): World {
  needLink(world, neighbour.device);
  const confirmed = neighbour.state === 'reachable' ? world.clock : null;
  return { ...world, neighbours: [...world.neighbours, { ...neighbour, confirmed }] };
}

/** One that proved to be there so many seconds ago. */
export function heardNeighbour(
  world: World,
  neighbour: Pick<Neighbour, 'address' | 'device' | 'mac'>,
  ago: number,
): World {
  needLink(world, neighbour.device);
  const heard = { ...neighbour, state: 'reachable', confirmed: world.clock - ago } as const;
  return { ...world, neighbours: [...world.neighbours, heard] };
}

export function later(world: World, seconds: number, does: WorldEvent): World {
  return schedule(world, [{ at: world.clock + seconds, does }]);
}

export function flapsLater(world: World, device: string, after: number, seconds: number): World {
  if (after === 0) return flap(world, device, seconds, 1);
  const down = later(world, after, { kind: 'cable', device, present: false });
  return later(down, after + seconds, { kind: 'cable', device, present: true });
}
