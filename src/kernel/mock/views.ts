import type { Address, Bond, Bridge, FdbEntry, Link, Neighbour, Vlan } from '../network.ts';
import { noDevice } from '../refusal.ts';
import { hasCarrier, memberLinkUp, operState } from './carrier.ts';
import { findLink, linksUnder, needLink } from './links.ts';
import { neighbourState } from './neighbour.ts';
import { order } from './order.ts';
import type { BondState, BridgeState, LinkState, VlanState, World } from './world-schema.ts';

/** The world as the observing operations show it. */

export function viewLinks(world: World): readonly Link[] {
  return world.links.map((link) => viewLink(world, link)).sort((a, b) => order(a.name, b.name));
}

function viewLink(world: World, link: LinkState): Link {
  return {
    name: link.name,
    kind: link.kind,
    up: link.up,
    operstate: operState(world, link),
    carrier: hasCarrier(world, link),
    mac: link.mac,
    permanentMac: link.kind === 'ethernet' ? (link.permanentMac ?? link.mac) : link.mac,
    mtu: link.mtu,
    master: link.master,
    parent: link.kind === 'vlan' ? link.parent : null,
  };
}

export function viewNamed(world: World, name: string): Link | null {
  const link = findLink(world, name);
  return link === undefined ? null : viewLink(world, link);
}

export function viewBridge(world: World, name: string): Bridge | null {
  const link = findLink(world, name);
  return link?.kind === 'bridge' ? { ...viewLink(world, link), ...bridgeFields(world, link) } : null;
}

function bridgeFields(world: World, bridge: BridgeState): Omit<Bridge, keyof Link> {
  const ports = linksUnder(world, bridge.name)
    .map(({ name, port }) => ({ name, state: port?.state ?? 'disabled' }))
    .sort((a, b) => order(a.name, b.name));
  return { ports, stp: bridge.stp, forwardDelay: bridge.forwardDelay, ageingTime: bridge.ageingTime };
}

export function viewBond(world: World, name: string): Bond | null {
  const link = findLink(world, name);
  return link?.kind === 'bond' ? { ...viewLink(world, link), ...bondFields(world, link) } : null;
}

function bondFields(world: World, bond: BondState): Omit<Bond, keyof Link> {
  const members = bond.members.map(({ name }) => ({ name, linkUp: memberLinkUp(world, bond, name) }));
  return { mode: bond.mode, miimon: bond.miimon, members, activeMember: bond.active };
}

export function viewVlan(world: World, name: string): Vlan | null {
  const link = findLink(world, name);
  return link?.kind === 'vlan' ? { ...viewLink(world, link), ...vlanFields(link) } : null;
}

function vlanFields(vlan: VlanState): Pick<Vlan, 'parent' | 'id'> {
  return { parent: vlan.parent, id: vlan.id };
}

/** @throws Refusal ENODEV when there is no bridge of that name */
export function viewFdb(world: World, bridge: string): readonly FdbEntry[] {
  if (findLink(world, bridge)?.kind !== 'bridge') throw noDevice(bridge);
  return world.fdb
    .filter((entry) => entry.bridge === bridge)
    .map(({ mac, port, vlan, origin, seen }) => ({
      mac,
      port,
      vlan,
      origin,
      age: seen === null ? null : Math.round((world.clock - seen) * 1e6) / 1e6,
    }))
    .sort((a, b) => order(a.mac, b.mac) || order(a.port, b.port));
}

export function viewNeighbours(world: World): readonly Neighbour[] {
  return world.neighbours
    .map((one) => ({
      address: one.address,
      device: one.device,
      mac: one.mac,
      state: neighbourState(world, one),
      confirmed: one.confirmed === null ? null : Math.round((world.clock - one.confirmed) * 1e6) / 1e6,
    }))
    .sort((a, b) => order(a.device, b.device) || order(a.address, b.address));
}

/** @throws Refusal ENODEV */
export function viewAddresses(world: World, device: string): readonly Address[] {
  needLink(world, device);
  return world.addresses
    .filter((address) => address.device === device)
    .map(({ address, prefixLength, family }) => ({ address, prefixLength, family }));
}
