import type { OperState } from '../network.ts';
import { findLink } from './links.ts';
import type { BondState, LinkState, World } from './world-schema.ts';

/** Whether frames can pass: IFF_LOWER_UP. Always false on a link that is administratively down. */
export function hasCarrier(world: World, link: LinkState): boolean {
  if (!link.up) return false;
  switch (link.kind) {
    case 'loopback':
      return true;
    case 'ethernet':
    case 'other':
      return link.cable;
    case 'bridge':
      return link.carrier;
    case 'bond':
      return link.members.some((member) => memberLinkUp(world, link, member.name));
    case 'vlan': {
      const parent = findLink(world, link.parent);
      return parent !== undefined && hasCarrier(world, parent);
    }
  }
}

/** As the bond's monitor sees it; without monitoring (miimon 0) every member counts as up. */
export function memberLinkUp(world: World, bond: BondState, name: string): boolean {
  if (bond.miimon === 0) return true;
  const member = findLink(world, name);
  return member !== undefined && hasCarrier(world, member);
}

/** RFC 2863 state as the kernel derives it (`rfc2863_policy` in net/core/link_watch.c; seen on 6.1 and 6.18). */
export function operState(world: World, link: LinkState): OperState {
  if (!link.up) return 'down';
  if (link.kind === 'loopback' || (link.kind === 'other' && link.silent)) return 'unknown';
  if (hasCarrier(world, link)) return link.kind === 'bridge' && !link.carrierSeen ? 'unknown' : 'up';
  return link.kind === 'vlan' ? 'lowerlayerdown' : 'down';
}
