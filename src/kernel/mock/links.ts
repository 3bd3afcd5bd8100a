import { busy, fileExists, invalid, noDevice } from '../refusal.ts';
import type { BondState, BridgeState, LinkState, VlanState, World } from './world-schema.ts';

/** Finding, replacing, adding and removing links of a world. A world has tens of links: scanning beats an index. */

export function findLink(world: World, name: string): LinkState | undefined {
  return world.links.find((link) => link.name === name);
}

/** @throws Refusal ENODEV */
export function needLink(world: World, name: string): LinkState {
  const link = findLink(world, name);
  if (link === undefined) throw noDevice(name);
  return link;
}

/** @throws Refusal ENODEV, or EINVAL when the link is of another kind */
export function needBridge(world: World, name: string): BridgeState {
  const link = needLink(world, name);
  if (link.kind !== 'bridge') throw invalid(`"${name}" is no bridge but of kind ${link.kind}`);
  return link;
}

/** @throws Refusal ENODEV, or EINVAL when the link is of another kind */
export function needBond(world: World, name: string): BondState {
  const link = needLink(world, name);
  if (link.kind !== 'bond') throw invalid(`"${name}" is no bond but of kind ${link.kind}`);
  return link;
}

/** @throws Refusal ENODEV, or EINVAL when the link is of another kind */
export function needVlan(world: World, name: string): VlanState {
  const link = needLink(world, name);
  if (link.kind !== 'vlan') throw invalid(`"${name}" is no VLAN but of kind ${link.kind}`);
  return link;
}

/** The world with the link of that name replaced. */
export function putLink(world: World, changed: LinkState): World {
  return { ...world, links: world.links.map((link) => (link.name === changed.name ? changed : link)) };
}

/** @throws Refusal EEXIST when any link has that name, of whatever kind */
export function addLink(world: World, link: LinkState): World {
  if (findLink(world, link.name) !== undefined) throw fileExists();
  return { ...world, links: [...world.links, link] };
}

/** Takes the link and what hangs on it out of the world; masters must have been left before. */
export function dropLink(world: World, name: string): World {
  const elsewhere = (thing: { readonly device: string }): boolean => thing.device !== name;
  return {
    ...world,
    links: world.links.filter((link) => link.name !== name),
    fdb: world.fdb.filter((entry) => entry.bridge !== name),
    addresses: world.addresses.filter(elsewhere),
    routes: world.routes.filter(elsewhere),
    neighbours: world.neighbours.filter(elsewhere),
  };
}

/** Ports of a bridge or members of a bond. */
export function linksUnder(world: World, master: string): readonly LinkState[] {
  return world.links.filter((link) => link.master === master);
}

export function vlansOn(world: World, parent: string): readonly VlanState[] {
  return world.links.filter((link): link is VlanState => link.kind === 'vlan' && link.parent === parent);
}

/** Whether `upper` stands, directly or through others, on `lower` (`__netdev_has_upper_dev`). */
export function standsOn(world: World, upper: string, lower: string): boolean {
  const below = [...linksUnder(world, upper).map((link) => link.name)];
  const link = findLink(world, upper);
  if (link?.kind === 'vlan') below.push(link.parent);
  return below.some((name) => name === lower || standsOn(world, name, lower));
}

/**
 * What every master asks of a new port or member: no loopback, no other master, no loop (`br_add_if`, `bond_enslave`,
 * `__netdev_upper_dev_link`). Unlike `ip link set master`, which moves a port, sg wants it released first.
 * @throws Refusal EINVAL, EBUSY
 */
export function refuseUnfit(world: World, master: string, link: LinkState): void {
  if (link.kind === 'loopback') throw invalid(`the loopback "${link.name}" can be no port or member`);
  if (link.master !== null) throw busy(`"${link.name}" already belongs to "${link.master}"`);
  if (link.name === master) throw invalid(`"${link.name}" can't belong to itself`);
  if (standsOn(world, link.name, master)) throw busy(`"${link.name}" stands on "${master}"`);
}
