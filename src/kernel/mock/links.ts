import { busy, fileExists, invalid, noDevice, tooManyLinks } from '../refusal.ts';
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

/** Keeps a gene that creates links in a loop from making every later operation slow. */
const mostLinks = 512;

/** @throws Refusal EEXIST when any link has that name, of whatever kind; EINVAL when the world is full */
export function addLink(world: World, link: LinkState): World {
  if (findLink(world, link.name) !== undefined) throw fileExists();
  if (world.links.length >= mostLinks) throw invalid(`the mock kernel holds at most ${mostLinks} links`);
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

/** The links directly below: ports, members, or a VLAN's parent. */
function below(world: World, name: string): readonly string[] {
  const names = linksUnder(world, name).map((link) => link.name);
  const link = findLink(world, name);
  return link?.kind === 'vlan' ? [...names, link.parent] : names;
}

/** The links directly above: a master, and VLANs. */
function above(world: World, name: string): readonly string[] {
  const vlans = vlansOn(world, name).map((vlan) => vlan.name);
  const master = findLink(world, name)?.master ?? null;
  return master === null ? vlans : [...vlans, master];
}

/** Every link reached from `name` by `step`, `name` itself only where a loop leads back to it. */
function reached(world: World, name: string, step: typeof below): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [name];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const other of step(world, next)) {
      if (found.has(other)) continue;
      found.add(other);
      open.push(other);
    }
  }
  return found;
}

/** Whether `upper` stands, directly or through others, on `lower` (`__netdev_has_upper_dev`). */
export function standsOn(world: World, upper: string, lower: string): boolean {
  return reached(world, upper, below).has(lower);
}

/** `MAX_NEST_DEV` (include/linux/netdevice.h): links that may stand on one another, both ends counted. */
const tallestStack = 8;

/**
 * `__netdev_upper_dev_link` answers EMLINK when a stack would get too tall (seen on 6.1). It also keeps every walk through
 * a stack short.
 * @throws Refusal EINVAL
 */
export function refuseTallStack(world: World, lower: string, upper: string): void {
  const height = levels(world, lower, below) + levels(world, upper, above);
  if (height > tallestStack) throw tooManyLinks(`"${upper}" on "${lower}" makes ${height} levels of ${tallestStack}`);
}

function levels(world: World, name: string, step: typeof below): number {
  return 1 + Math.max(0, ...step(world, name).map((other) => levels(world, other, step)));
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
  refuseTallStack(world, link.name, master);
}
