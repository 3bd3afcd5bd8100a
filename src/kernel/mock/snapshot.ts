import type { WorldSnapshot } from '../kernel.ts';
import type { FdbPicture, LinkPicture, NetworkSnapshot } from '../network-snapshot.ts';
import { hasCarrier, operState } from './carrier.ts';
import { linksUnder } from './links.ts';
import { order } from './order.ts';
import type { LinkState, World } from './world-schema.ts';

/**
 * The comparable picture of a world (see `Kernel.snapshot`): no clock, no ages, no time left on timers, and nothing that
 * has left the machine. Lists have an order of their own, so that equal states are equal byte for byte.
 */
export function snapshotOf(world: World): WorldSnapshot {
  const snapshot: NetworkSnapshot = {
    version: 1,
    links: table(world.links.map((link) => [link.name, linkPicture(world, link)])),
    fdb: table(bridges(world).map((bridge) => [bridge, fdbPicture(world, bridge)])),
    addresses: table(world.links.map(({ name }) => [name, addressPicture(world, name)])),
    routes: table(world.routes.map((route) => [`${route.destination} dev ${route.device}`, route])),
    neighbours: table(
      world.neighbours.map(({ address, device, mac }) => [`${address} dev ${device}`, { address, device, mac }]),
    ),
  };
  return snapshot;
}

/** A null prototype keeps a link named `__proto__` a member. */
function table<T>(members: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  const object = Object.create(null) as Record<string, T>;
  for (const [key, value] of members) object[key] = value;
  return object;
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

function bridges(world: World): readonly string[] {
  return world.links.filter(({ kind }) => kind === 'bridge').map(({ name }) => name);
}

function fdbPicture(world: World, bridge: string): Readonly<Record<string, FdbPicture>> {
  return table(
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
