import { parseIp, sameIp } from '../ip-address.ts';
import { noteNeighbour } from './neighbour.ts';
import { waysOut } from './egress.ts';
import { receive } from './receive.ts';
import { entryFor, hostPort, seenAt, switchNamed } from './switch-table.ts';
import { transmit } from './transmit.ts';
import type { HostState, LinkState, World } from './world-schema.ts';

/** Machines on the wire that ask this one of their own accord: the traffic a host does not cause and can only listen to. */

/** Every request that is due now. */
export function talksDue(world: World): World {
  if (!world.wire.hosts.some(({ talks }) => talks !== null && talks.next <= world.clock)) return world;
  return world.wire.hosts.reduce((current, { talks }, index) => {
    const host = current.wire.hosts[index];
    if (talks === null || talks.next > world.clock || host === undefined) return current;
    const told = request(current, host, talks.to).world;
    return putHost(told, index, { ...host, talks: { ...talks, next: talks.next + talks.every } });
  }, world);
}

function putHost(world: World, index: number, host: HostState): World {
  return { ...world, wire: { ...world.wire, hosts: world.wire.hosts.with(index, host) } };
}

export interface Answered {
  readonly world: World;
  readonly answered: boolean;
}

/**
 * A host asks an address of this machine, at the hardware address that answers for it: the frame goes where the switch
 * believes that to be. This machine answers through the device that has the address, and only when the request came in
 * there (strict reverse path, RFC 3704): what reaches an old uplink is dropped.
 */
export function request(world: World, host: HostState, to: string): Answered {
  const owner = ownerOf(world, to);
  if (owner === undefined) return { world, answered: false };
  const on = switchNamed(world, host.behind);
  const known = on === undefined ? undefined : entryFor(world, on, owner.mac, host.vlan)?.port;
  const cards = on === undefined ? [host.behind] : known === undefined ? on.ports : [known];
  const sent = on === undefined ? world : seenAt(world, on, hostPort(host), host.mac, host.vlan);
  if (on !== undefined && on.storm !== null) return { world: sent, answered: false };
  return cards.reduce<Answered>((current, card) => arrive(current, card, host, owner), {
    world: sent,
    answered: false,
  });
}

function arrive({ world, answered }: Answered, card: string, host: HostState, owner: LinkState): Answered {
  const frame = { from: host.mac, to: owner.mac, vlan: host.vlan };
  const { world: heard, devices } = receive(world, card, frame);
  if (!devices.some(({ name }) => name === owner.name)) return { world: heard, answered };
  const ways = waysOut(heard, owner).filter(({ wire }) => wire === card);
  const known = noteNeighbour(heard, host, owner.name);
  return { world: transmit(known, ways, owner.mac), answered: true };
}

/** The device of this machine that has an address, while it serves it: a port's own addresses are deaf. */
function ownerOf(world: World, address: string): LinkState | undefined {
  const target = parseIp(address);
  const own = world.addresses.find((one) => {
    const has = parseIp(one.address);
    return target !== undefined && has !== undefined && sameIp(has, target);
  });
  return world.links.find(({ name, master }) => name === own?.device && master === null);
}
