import type { WorldSnapshot } from './kernel.ts';
import { asNetworkSnapshot } from './network-snapshot.ts';
import type { BondPicture, BridgePicture, LinkPicture, NetworkSnapshot, VlanPicture } from './network-snapshot.ts';
import type { DeviceName } from './network.ts';

export type DisturbanceKind =
  | 'link-gone'
  | 'link-down'
  | 'carrier-lost'
  | 'master-changed'
  | 'address-changed'
  | 'mtu-changed'
  | 'stops-forwarding'
  | 'spanning-tree'
  | 'members-changed'
  | 'ip-address-lost'
  | 'route-changed';

/** Traffic that flowed before a change and may not flow, or not for a while, after it. */
export interface Disturbance {
  readonly device: DeviceName;
  readonly kind: DisturbanceKind;
  /** A sentence without its subject, the device: `leaves the bridge management`. */
  readonly message: string;
}

/**
 * Which changes between two snapshots disturb traffic, by device. Only a device that was there, up and in use can be
 * disturbed: one with a master, an IP address, a route, ports, members or a VLAN on it. A new device, or an unused interface
 * that becomes a port or a member, disturbs nobody. What happened and was put right in between is not seen.
 */
export function disturbances(before: WorldSnapshot, after: WorldSnapshot): readonly Disturbance[] {
  const worlds = { before: asNetworkSnapshot(before), after: asNetworkSnapshot(after) };
  const links = Object.entries(worlds.before.links).flatMap(([device, link]) => {
    const now = own(worlds.after.links, device);
    if (now === link || !link.up || !isUsed(device, link, worlds.before)) return [];
    return linkDisturbances(device, link, now, worlds);
  });
  const found = [...links, ...lostAddresses(worlds), ...changedRoutes(worlds)];
  return found.toSorted((a, b) => (a.device < b.device ? -1 : a.device > b.device ? 1 : 0));
}

interface Worlds {
  readonly before: NetworkSnapshot;
  readonly after: NetworkSnapshot;
}

function isUsed(device: DeviceName, link: LinkPicture, { addresses, routes, links }: NetworkSnapshot): boolean {
  if (link.master !== null || (own(addresses, device) ?? []).length > 0) return true;
  if (link.kind === 'bridge' && link.ports.length > 0) return true;
  if (link.kind === 'bond' && link.members.length > 0) return true;
  const carriesVlan = Object.values(links).some((other) => other.kind === 'vlan' && other.parent === device);
  return carriesVlan || Object.values(routes).some((route) => route.device === device);
}

function linkDisturbances(
  device: DeviceName,
  before: LinkPicture,
  after: LinkPicture | undefined,
  worlds: Worlds,
): readonly Disturbance[] {
  const say = (kind: DisturbanceKind, message: string): Disturbance => ({ device, kind, message });
  if (after === undefined) return [say('link-gone', 'is removed')];
  if (isAnother(before, after)) return [say('link-gone', 'is replaced by another device of its name')];
  const found = [...stateDisturbances(before, after, say), ...masterDisturbances(before, after, say)];
  if (before.mtu !== after.mtu) found.push(say('mtu-changed', `sends frames of ${after.mtu} bytes, not ${before.mtu}`));
  if (before.kind === 'bridge' && after.kind === 'bridge') found.push(...treeDisturbances(before, after, worlds, say));
  if (before.kind === 'bond' && after.kind === 'bond') found.push(...bondDisturbances(before, after, say));
  return found;
}

type Say = (kind: DisturbanceKind, message: string) => Disturbance;

function isAnother(before: LinkPicture, after: LinkPicture): boolean {
  if (before.kind !== after.kind) return true;
  return before.kind === 'vlan' && differentVlan(before, after as VlanPicture);
}

function differentVlan(before: VlanPicture, after: VlanPicture): boolean {
  return before.id !== after.id || before.parent !== after.parent;
}

function stateDisturbances(before: LinkPicture, after: LinkPicture, say: Say): readonly Disturbance[] {
  if (!after.up) return [say('link-down', 'goes down')];
  if (before.carrier && !after.carrier) return [say('carrier-lost', 'loses its carrier')];
  const held = before.master === after.master && before.portState === 'forwarding' && after.portState !== 'forwarding';
  return held ? [say('stops-forwarding', `stops forwarding: ${after.portState ?? 'no port any more'}`)] : [];
}

/** A port's own address does not matter to anybody: what its master answers to does. */
function masterDisturbances(before: LinkPicture, after: LinkPicture, say: Say): Disturbance[] {
  if (before.master !== after.master) return [say('master-changed', masterText(before.master, after.master))];
  if (before.mac === after.mac || before.master !== null) return [];
  return [say('address-changed', `changes its address from ${before.mac} to ${after.mac}`)];
}

function masterText(before: DeviceName | null, after: DeviceName | null): string {
  if (before === null) return `is taken into ${after ?? ''} while it is in use`;
  return after === null ? `leaves ${before}` : `moves from ${before} to ${after}`;
}

function treeDisturbances(before: BridgePicture, after: BridgePicture, worlds: Worlds, say: Say): Disturbance[] {
  const forwards = before.ports.some((port) => own(worlds.before.links, port)?.portState === 'forwarding');
  if (before.stp === after.stp || !forwards) return [];
  if (after.stp) {
    const message = 'starts spanning tree: ports may block, and a switch with BPDU guard shuts its own';
    return [say('spanning-tree', message)];
  }
  if (after.ports.length < 2) return [];
  return [say('spanning-tree', 'stops spanning tree: two ports into the same network become a loop')];
}

function bondDisturbances(before: BondPicture, after: BondPicture, say: Say): readonly Disturbance[] {
  const had = before.members.map(({ name }) => name);
  const has = after.members.map(({ name }) => name);
  const lost = had.filter((name) => !has.includes(name));
  const gained = has.filter((name) => !had.includes(name));
  const found: Disturbance[] = [];
  if (lost.length > 0) found.push(say('members-changed', `loses ${lost.join(', ')}`));
  if (gained.length > 0) found.push(say('members-changed', `takes in ${gained.join(', ')}`));
  if (before.mode !== after.mode) {
    found.push(say('members-changed', `changes its mode from ${before.mode} to ${after.mode}`));
  }
  return found;
}

/** Was up and is still there: where a device goes, its addresses and routes go without saying. */
function stayed(device: DeviceName, { before, after }: Worlds): boolean {
  return own(before.links, device)?.up === true && own(after.links, device) !== undefined;
}

function lostAddresses({ before, after }: Worlds): readonly Disturbance[] {
  return Object.entries(before.addresses).flatMap(([device, had]) => {
    const has = own(after.addresses, device) ?? [];
    const lost = had.filter((address) => !has.includes(address));
    if (lost.length === 0 || !stayed(device, { before, after })) return [];
    return [{ device, kind: 'ip-address-lost' as const, message: `no longer has ${lost.join(', ')}` }];
  });
}

function changedRoutes({ before, after }: Worlds): readonly Disturbance[] {
  return Object.entries(before.routes).flatMap(([key, route]) => {
    const now = own(after.routes, key);
    if (now?.via === route.via || !stayed(route.device, { before, after })) return [];
    const message =
      now === undefined ? `loses the route to ${route.destination}` : `reaches ${route.destination} another way`;
    return [{ device: route.device, kind: 'route-changed' as const, message }];
  });
}

/** Device names come from outside: `constructor` is one like any other. */
function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
