import type { WorldSnapshot } from '../kernel.ts';
import type { FdbPicture, LinkPicture, NetworkSnapshot } from '../network-snapshot.ts';
import { hasCarrier, operState } from './carrier.ts';
import { linksUnder } from './links.ts';
import { order } from './order.ts';
import type { LinkState, World } from './world-schema.ts';

/** Worlds are values, so a picture once taken stays right. */
const taken = new WeakMap<World, WorldSnapshot>();

/**
 * The comparable picture of a world (see `Kernel.snapshot`): no clock, no ages, no time left on timers, and nothing that
 * has left the machine. Lists have an order of their own, so that equal states are equal byte for byte.
 */
export function snapshotOf(world: World): WorldSnapshot {
  const known = taken.get(world);
  if (known !== undefined) return known;
  const snapshot = takeSnapshot(world);
  taken.set(world, snapshot);
  return snapshot;
}

function takeSnapshot(world: World): NetworkSnapshot {
  const links = [...world.links].sort((a, b) => order(a.name, b.name));
  return {
    version: 1,
    links: table(links.map((link) => [link.name, samePicture(link, linkPicture(world, link))])),
    fdb: table(links.filter(({ kind }) => kind === 'bridge').map(({ name }) => [name, fdbPicture(world, name)])),
    addresses: table(links.map(({ name }) => [name, addressPicture(world, name)])),
    routes: rows(world.routes.map((route) => [`${route.destination} dev ${route.device}`, route])),
    neighbours: rows(
      world.neighbours.map(({ address, device, mac }) => [`${address} dev ${device}`, { address, device, mac }]),
    ),
  };
}

/** Keys are names from outside: one of them may be `__proto__`, which must become a member like any other. */
function table<T>(members: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  const object: Record<string, T> = {};
  for (const [key, value] of members) {
    if (key === '__proto__')
      Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
    else object[key] = value;
  }
  return object;
}

function rows<T>(members: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return table([...members].sort(([a], [b]) => order(a, b)));
}

/** Of a link that is as it was, the picture is the very same, so that comparing two snapshots is quick. */
const pictures = new WeakMap<LinkState, LinkPicture>();

/** What a picture shows beside the link's own state must be the same too. */
function samePicture(link: LinkState, picture: LinkPicture): LinkPicture {
  const known = pictures.get(link);
  const same = known?.carrier === picture.carrier && known.operstate === picture.operstate && samePorts(known, picture);
  if (same) return known;
  pictures.set(link, picture);
  return picture;
}

function samePorts(a: LinkPicture, b: LinkPicture): boolean {
  if (a.kind !== 'bridge' || b.kind !== 'bridge') return a.kind === b.kind;
  return a.ports.length === b.ports.length && a.ports.every((name, at) => name === b.ports[at]);
}

function linkPicture(world: World, link: LinkState): LinkPicture {
  const common = {
    up: link.up,
    operstate: operState(world, link),
    carrier: hasCarrier(world, link),
    mac: link.mac,
    permanentMac: link.kind === 'ethernet' ? link.permanentMac : null,
    mtu: link.mtu,
    master: link.master,
    portState: link.port?.state ?? null,
  };
  switch (link.kind) {
    case 'bridge': {
      const { kind, stp, forwardDelay, ageingTime, macSet, mtuSet } = link;
      return { ...common, kind, ports: portNames(world, link.name), stp, forwardDelay, ageingTime, macSet, mtuSet };
    }
    case 'bond': {
      const { kind, mode, miimon, members, active, macSet } = link;
      return { ...common, kind, mode, miimon, members, activeMember: active, macSet };
    }
    case 'vlan':
      return { ...common, kind: link.kind, parent: link.parent, id: link.id, macSet: link.macSet };
    case 'ethernet':
    case 'loopback':
      return { ...common, kind: link.kind };
  }
}

function portNames(world: World, bridge: string): readonly string[] {
  return linksUnder(world, bridge)
    .map(({ name }) => name)
    .sort(order);
}

function fdbPicture(world: World, bridge: string): Readonly<Record<string, FdbPicture>> {
  return rows(
    world.fdb
      .filter((entry) => entry.bridge === bridge)
      .map(({ mac, port, vlan, origin }) => [vlan === null ? mac : `${mac} vlan ${vlan}`, { port, origin }]),
  );
}

function addressPicture(world: World, device: string): readonly string[] {
  return world.addresses
    .filter((address) => address.device === device)
    .map(({ address, prefixLength }) => `${address}/${prefixLength}`)
    .sort(order);
}
