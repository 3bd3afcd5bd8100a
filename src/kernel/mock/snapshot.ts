import type { WorldSnapshot } from '../kernel.ts';
import type { FdbPicture, LinkPicture, NetworkSnapshot } from '../network-snapshot.ts';
import { hasCarrier, operState } from './carrier.ts';
import { linksUnder } from './links.ts';
import { order } from './order.ts';
import type { LinkState, World } from './world-schema.ts';

/**
 * The comparable picture of a world (see `Kernel.snapshot`): no clock, no ages, no time left on timers, and nothing that
 * has left the machine. Lists have an order of their own, so that equal states are equal byte for byte. Worlds and their
 * parts are values, so a picture once taken stays right: of the same part it is the very same, and comparing is quick.
 */
export const snapshotOf: (world: World) => WorldSnapshot = kept((world: World) => takeSnapshot(world));

function takeSnapshot(world: World): NetworkSnapshot {
  return {
    version: 1,
    links: linksTable(world),
    fdb: fdbTable(world),
    addresses: addressesTable(world),
    routes: routesTable(world.routes),
    neighbours: neighboursTable(world.neighbours),
  };
}

function kept<Part extends object, Picture>(take: (part: Part) => Picture): (part: Part) => Picture {
  const pictures = new WeakMap<Part, Picture>();
  return (part) => {
    const known = pictures.get(part);
    if (known !== undefined) return known;
    const picture = take(part);
    pictures.set(part, picture);
    return picture;
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

const namesOf = kept((links: World['links']) => links.map(({ name }) => name).sort(order));
const linkTables = new WeakMap<World['links'], NetworkSnapshot['links']>();

/** Nothing but its links decides about the picture of a link. */
function linksTable(world: World): NetworkSnapshot['links'] {
  const known = linkTables.get(world.links);
  if (known !== undefined) return known;
  const links = table(
    [...world.links].sort((a, b) => order(a.name, b.name)).map((link) => [link.name, linkPicture(world, link)]),
  );
  linkTables.set(world.links, links);
  return links;
}

const linkPictures = new WeakMap<LinkState, LinkPicture>();

/** The picture of before where the link is as it was, and what the picture shows beside its own state as well. */
function linkPicture(world: World, link: LinkState): LinkPicture {
  const carrier = hasCarrier(world, link);
  const operstate = operState(world, link);
  const ports = link.kind === 'bridge' ? portNames(world, link.name) : [];
  const known = linkPictures.get(link);
  if (known?.carrier === carrier && known.operstate === operstate && samePorts(known, ports)) return known;
  const picture = newPicture(link, { carrier, operstate, ports });
  linkPictures.set(link, picture);
  return picture;
}

function samePorts(picture: LinkPicture, ports: readonly string[]): boolean {
  if (picture.kind !== 'bridge') return true;
  return picture.ports.length === ports.length && picture.ports.every((name, at) => name === ports[at]);
}

interface Derived extends Pick<LinkPicture, 'carrier' | 'operstate'> {
  readonly ports: readonly string[];
}

function newPicture(link: LinkState, { carrier, operstate, ports }: Derived): LinkPicture {
  const common = {
    up: link.up,
    operstate,
    carrier,
    mac: link.mac,
    permanentMac: link.kind === 'ethernet' ? link.permanentMac : null,
    mtu: link.mtu,
    master: link.master,
    portState: link.port?.state ?? null,
  };
  switch (link.kind) {
    case 'bridge': {
      const { kind, stp, forwardDelay, ageingTime, macSet, mtuSet } = link;
      return { ...common, kind, ports, stp, forwardDelay, ageingTime, macSet, mtuSet };
    }
    case 'bond': {
      const { kind, mode, miimon, members, active, macSet } = link;
      return { ...common, kind, mode, miimon, members, activeMember: active, macSet };
    }
    case 'vlan':
      return { ...common, kind: link.kind, parent: link.parent, id: link.id, macSet: link.macSet };
    case 'ethernet':
    case 'loopback':
    case 'other':
      return { ...common, kind: link.kind };
  }
}

function portNames(world: World, bridge: string): readonly string[] {
  return linksUnder(world, bridge)
    .map(({ name }) => name)
    .sort(order);
}

type BridgeEntries = NetworkSnapshot['fdb'][string];

function fdbTable({ links, fdb }: World): NetworkSnapshot['fdb'] {
  const bridges = links.filter(({ kind }) => kind === 'bridge').map(({ name }) => name);
  const entries = entriesByBridge(fdb);
  return table(bridges.sort(order).map((name) => [name, entries.get(name) ?? noEntries]));
}

const noEntries: BridgeEntries = {};

const entriesByBridge = kept((fdb: World['fdb']): ReadonlyMap<string, BridgeEntries> => {
  const bridges = new Map<string, [string, FdbPicture][]>();
  for (const { bridge, mac, port, vlan, origin } of fdb) {
    const entry: [string, FdbPicture] = [vlan === null ? mac : `${mac} vlan ${vlan}`, { port, origin }];
    const found = bridges.get(bridge);
    if (found === undefined) bridges.set(bridge, [entry]);
    else found.push(entry);
  }
  return new Map([...bridges].map(([name, entries]) => [name, rows(entries)]));
});

function addressesTable({ links, addresses }: World): NetworkSnapshot['addresses'] {
  const lists = addressesByDevice(addresses);
  return table(namesOf(links).map((name) => [name, lists.get(name) ?? noAddresses]));
}

const noAddresses: readonly string[] = [];

const addressesByDevice = kept((addresses: World['addresses']): ReadonlyMap<string, readonly string[]> => {
  const lists = new Map<string, string[]>();
  for (const { device, address, prefixLength } of addresses) {
    const found = lists.get(device);
    if (found === undefined) lists.set(device, [`${address}/${prefixLength}`]);
    else found.push(`${address}/${prefixLength}`);
  }
  for (const list of lists.values()) list.sort(order);
  return lists;
});

const routesTable = kept((routes: World['routes']) =>
  rows(routes.map((route) => [`${route.destination} dev ${route.device}`, route])),
);

const neighboursTable = kept((neighbours: World['neighbours']) =>
  rows(neighbours.map(({ address, device, mac }) => [`${address} dev ${device}`, { address, device, mac }])),
);
