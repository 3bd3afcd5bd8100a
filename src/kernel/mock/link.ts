import { refuseLoopbackMac } from '../loopback.ts';
import { addressNotAvailable, networkDown, outOfRange, Refusal } from '../refusal.ts';
import { maxMtu, minMtu } from '../ranges.ts';
import { zeroMac } from '../mac.ts';
import { giveAddressAgain } from './fdb.ts';
import { findLink, needLink, putLink, vlansOn } from './links.ts';
import { changeBridgeMac } from './settle-bridge.ts';
import { settle } from './settle.ts';
import type { BondState, LinkState, VlanState, World } from './world-schema.ts';

/** Operations on any link: administrative state, address, MTU. */

/** @throws Refusal ENODEV, EINVAL */
export function setUp(world: World, device: string, up: boolean): World {
  const link = needLink(world, device);
  if (link.up === up) return world;
  return settle(up ? raise(world, refuseRaise(world, link)) : lower(world, link));
}

/**
 * A VLAN can't be up while its parent is down (ENETDOWN), nor with a zero address (`eth_validate_addr`).
 * @throws Refusal EINVAL
 */
export function refuseRaise(world: World, link: LinkState): LinkState {
  if (link.kind !== 'vlan') return link;
  if (findLink(world, link.parent)?.up !== true) throw networkDown(`"${link.parent}" below "${link.name}" is down`);
  if (link.mac === zeroMac) throw addressNotAvailable(`"${link.name}" has the zero address`);
  return link;
}

/** A parent that comes up takes all its VLANs along (`vlan_device_event` NETDEV_UP, seen on 6.1). */
export function raise(world: World, link: LinkState): World {
  if (link.up || (link.kind === 'vlan' && link.mac === zeroMac)) return world;
  const raised = putLink(world, { ...link, up: true });
  return vlansOn(raised, link.name).reduce<World>(raise, raised);
}

/**
 * A parent that goes down takes its VLANs along. A link that goes down loses its routes (`fib_disable_ip`), its IPv6
 * addresses (`keep_addr_on_down` is 0) and its neighbours; routes do not come back by themselves (seen on 6.1).
 */
export function lower(world: World, link: LinkState): World {
  const lowered = vlansOn(world, link.name).reduce<World>(
    (current, vlan) => (vlan.up ? lower(current, vlan) : current),
    world,
  );
  return forgetPaths(putLink(lowered, { ...link, up: false }), link.name);
}

function forgetPaths(world: World, device: string): World {
  return {
    ...world,
    routes: world.routes.filter((route) => route.device !== device),
    addresses: world.addresses.filter((address) => address.device !== device || address.family !== 'inet6'),
    neighbours: world.neighbours.filter((neighbour) => neighbour.device !== device),
  };
}

/**
 * The arguments' door has refused zero and group addresses. A bridge or bond keeps an address set by hand; a bond gives it
 * to its members (`bond_set_mac_address`), in the balancing modes to the active one only.
 * @throws Refusal ENODEV, EINVAL (loopback)
 */
export function setMac(world: World, device: string, mac: string): World {
  const link = needLink(world, device);
  refuseLoopbackMac(link);
  const { master } = link;
  const again = link.mac === mac && master !== null && findLink(world, master)?.kind === 'bridge';
  return settle(changeMac(again ? giveAddressAgain(world, master, device, mac) : world, link, mac));
}

function changeMac(world: World, link: LinkState, mac: string): World {
  switch (link.kind) {
    case 'bridge':
      return changeBridgeMac(putLink(world, { ...link, macSet: true }), { ...link, macSet: true }, mac);
    case 'bond':
      return membersSharing(link).reduce<World>(
        (current, name) => putLink(current, { ...needLink(current, name), mac }),
        putLink(world, { ...link, mac, macSet: true }),
      );
    case 'vlan':
      return putLink(world, { ...link, mac, macSet: true });
    case 'loopback':
    case 'ethernet':
    case 'other':
      return putLink(world, { ...link, mac });
  }
}

/** Members that carry the bond's address: all, or in the load-balancing modes only the active one. */
function membersSharing(bond: BondState): readonly string[] {
  if (bond.mode === 'balance-tlb' || bond.mode === 'balance-alb') return bond.active === null ? [] : [bond.active];
  return bond.members.map(({ name }) => name);
}

/** @throws Refusal ENODEV, EINVAL when out of the device's range */
export function setMtu(world: World, device: string, mtu: number): World {
  const link = needLink(world, device);
  // The kernel looks no further (`dev_set_mtu_ext`): a bridge then goes on following its ports.
  if (mtu === link.mtu) return world;
  refuseMtu(world, link, mtu);
  return settle(changeMtu(world, link, mtu));
}

/** `dev_validate_mtu` (net/core/dev.c) and `vlan_dev_change_mtu`; loopback and VLAN have a minimum of 0. */
function refuseMtu(world: World, link: LinkState, mtu: number): void {
  const least = link.kind === 'loopback' || link.kind === 'vlan' ? 0 : minMtu;
  if (mtu < least) throw new Refusal('EINVAL', `Error: mtu less than device minimum. (${least} on "${link.name}")`);
  if (mtu > maxMtu && link.kind !== 'loopback') {
    throw new Refusal('EINVAL', `Error: mtu greater than device maximum. (${maxMtu} on "${link.name}")`);
  }
  if (link.kind === 'vlan') refuseAboveParent(world, link, mtu);
}

function refuseAboveParent(world: World, vlan: VlanState, mtu: number): void {
  const parent = needLink(world, vlan.parent);
  if (mtu > parent.mtu) throw outOfRange(`"${parent.name}" below "${vlan.name}" has an MTU of ${parent.mtu}`);
}

function changeMtu(world: World, link: LinkState, mtu: number): World {
  if (link.kind === 'bridge') return putLink(world, { ...link, mtu, mtuSet: true });
  const changed = putLink(world, { ...link, mtu });
  if (link.kind !== 'bond') return changed;
  return link.members.reduce((current, { name }) => putLink(current, { ...needLink(current, name), mtu }), changed);
}
