import type { BondOptions } from '../network.ts';
import { defaultMiimon } from '../ranges.ts';
import { addMember } from './bond-member.ts';
import { derivedMac } from './derived-mac.ts';
import { raise } from './link.ts';
import { addLink, needBond } from './links.ts';
import { removeLink } from './remove-link.ts';
import { settle } from './settle.ts';
import type { BondState, World } from './world-schema.ts';

/**
 * All or nothing: bond, options, members in order, up.
 * @throws Refusal EEXIST, ENODEV (member), EBUSY (member has a master), EINVAL
 */
export function createBond(world: World, name: string, options: BondOptions): World {
  const created = settle(addLink(world, newBond(name, options)));
  const joined = (options.members ?? []).reduce((current, member) => settle(addMember(current, name, member)), created);
  return settle(raise(joined, needBond(joined, name)));
}

function newBond(name: string, options: BondOptions): BondState {
  return {
    kind: 'bond',
    name,
    up: false,
    mac: derivedMac(name),
    mtu: 1500,
    master: null,
    port: null,
    mode: options.mode,
    miimon: options.miimon ?? defaultMiimon,
    members: [],
    active: null,
    macSet: false,
    carrierSeen: false,
  };
}

/** Members are released, down and with their own addresses; VLANs on the bond go with it. @throws Refusal ENODEV, EINVAL */
export function deleteBond(world: World, name: string): World {
  return settle(removeLink(world, needBond(world, name).name));
}
