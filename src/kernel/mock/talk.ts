import { parseIp, sameIp } from '../ip-address.ts';
import { noteNeighbour } from './neighbour.ts';
import { waysOut, type Way } from './egress.ts';
import { receive, type Frame } from './receive.ts';
import { entryFor, hostPort, seenAt, switchAt, switchNamed } from './switch-table.ts';
import { transmit } from './transmit.ts';
import type { HostState, LinkState, World } from './world-schema.ts';

/** Machines on the wire that ask this one of their own accord: the traffic a host does not cause and can only listen to. */

/** Every request that is due now. */
export function talksDue(world: World): World {
  if (!world.wire.hosts.some(({ talks }) => talks !== null && talks.next <= world.clock)) return world;
  return world.wire.hosts.reduce((current, { talks }, index) => {
    const host = current.wire.hosts[index];
    if (talks === null || talks.next > world.clock || host === undefined) return current;
    const { world: told, mac } = request(current, host, talks.to);
    return putHost(told, index, {
      ...host,
      talks: { ...talks, next: talks.next + talks.every, mac: mac ?? talks.mac },
    });
  }, world);
}

function putHost(world: World, index: number, host: HostState): World {
  return { ...world, wire: { ...world.wire, hosts: world.wire.hosts.with(index, host) } };
}

export interface Answered {
  readonly world: World;
  /** The hardware address that answered; null when nobody did. */
  readonly mac: string | null;
}

/**
 * A host asks an address of this machine at the hardware address it remembers, or asks everybody where it remembers none.
 * The frame goes where the switch believes that to be. This machine answers through the device that has the address, and
 * only when the request came in there (strict reverse path, RFC 3704): what reaches an old uplink is dropped.
 */
export function request(world: World, host: HostState, to: string): Answered {
  const owner = ownerOf(world, to);
  const on = switchNamed(world, host.behind);
  const sent = on === undefined ? world : seenAt(world, on, hostPort(host), host.mac, host.vlan);
  if (owner === undefined || (on !== undefined && on.storm !== null)) return { world: sent, mac: null };
  const remembered = host.talks?.to === to ? host.talks.mac : null;
  const frame = { from: host.mac, to: remembered ?? owner.mac, vlan: host.vlan };
  return cardsReached(world, host, remembered).reduce<Answered>(
    (current, card) => arrive(current, card, { host, owner, frame }),
    { world: sent, mac: null },
  );
}

/** The cards of this machine that a frame of the host comes in at. */
function cardsReached(world: World, host: HostState, to: string | null): readonly string[] {
  const on = switchNamed(world, host.behind);
  if (on === undefined) return [host.behind];
  const known = to === null ? undefined : entryFor(world, on, to, host.vlan)?.port;
  return known === undefined ? on.ports : [known];
}

interface Arrival {
  readonly host: HostState;
  readonly owner: LinkState;
  readonly frame: Frame;
}

function arrive({ world, mac }: Answered, card: string, { host, owner, frame }: Arrival): Answered {
  const { world: heard, devices } = receive(world, card, frame);
  if (!devices.some(({ name }) => name === owner.name)) return { world: heard, mac };
  const ways = waysOut(heard, owner).filter(({ wire }) => wire === card);
  return { world: transmit(noteNeighbour(heard, host, owner.name), ways, owner.mac), mac: owner.mac };
}

/** Who hears an ARP packet of `device` on these ways remembers where the device's addresses are. */
export function tellHosts(world: World, ways: readonly Way[], device: string, mac: string): World {
  if (world.wire.hosts.every(({ talks }) => talks === null)) return world;
  const hosts = world.wire.hosts.map((host) => {
    const concerned = host.talks !== null && isAddressOf(world, device, host.talks.to) && hears(world, ways, host);
    return concerned ? { ...host, talks: { ...host.talks, mac } } : host;
  });
  return { ...world, wire: { ...world.wire, hosts } };
}

function hears(world: World, ways: readonly Way[], { behind, vlan }: HostState): boolean {
  return ways.some((way) => way.vlan === vlan && (way.wire === behind || switchAt(world, way.wire)?.name === behind));
}

/** Whether the host sends what is for a device to another hardware address than the device has. */
export function isMistaken(world: World, { talks }: HostState, device: LinkState): boolean {
  if (talks === null || talks.mac === null || talks.mac === device.mac) return false;
  return isAddressOf(world, device.name, talks.to);
}

function isAddressOf(world: World, device: string, address: string): boolean {
  return ownerOf(world, address)?.name === device;
}

/** The device of this machine that has an address, while it serves it: a port's own addresses are deaf. */
function ownerOf(world: World, address: string): LinkState | undefined {
  const own = world.addresses.find((one) => one.address === address) ?? writtenOtherwise(world, address);
  return own === undefined ? undefined : world.links.find(({ name, master }) => name === own.device && master === null);
}

/** IPv6 addresses can be written in more than one way. */
function writtenOtherwise(world: World, address: string): World['addresses'][number] | undefined {
  const target = parseIp(address);
  if (target?.family !== 'inet6') return undefined;
  return world.addresses.find((one) => {
    const has = parseIp(one.address);
    return has !== undefined && sameIp(has, target);
  });
}
