import type { VlanOptions } from '../network.ts';
import { invalid, Refusal } from '../refusal.ts';
import { deviceNameFault } from '../names.ts';
import { raise } from './link.ts';
import { addLink, needLink, needVlan, refuseTallStack, vlansOn } from './links.ts';
import { removeLink } from './remove-link.ts';
import { settle } from './settle.ts';
import type { VlanState, World } from './world-schema.ts';

/**
 * Creates a VLAN with its parent's address and MTU, and sets it up when the parent is up; on a parent that is down it
 * comes up together with it.
 * @throws Refusal ENODEV (parent), EEXIST (name, or the id on this parent under any name), EINVAL
 */
export function createVlan(world: World, parentName: string, id: number, options: VlanOptions = {}): World {
  const parent = needLink(world, parentName);
  const name = options.name ?? `${parentName}.${id}`;
  const fault = deviceNameFault(name);
  if (fault !== undefined) throw invalid(`"${name}" is no interface name: ${fault}`);
  const vlan: VlanState = {
    kind: 'vlan',
    name,
    up: false,
    mac: parent.mac,
    mtu: parent.mtu,
    master: null,
    port: null,
    parent: parentName,
    id,
    macSet: false,
  };
  // A taken name is found first (`rtnl_newlink`).
  const created = addLink(world, vlan);
  // 8021q needs a device that can carry tags; the loopback cannot (EOPNOTSUPP, seen on 6.1).
  if (parent.kind === 'loopback') throw new Refusal('EINVAL', 'Error: 8021q: VLANs not supported on device.');
  if (vlansOn(world, parentName).some((other) => other.id === id)) {
    throw new Refusal('EEXIST', 'Error: 8021q: VLAN device already exists.');
  }
  refuseTallStack(world, parentName, name);
  return settle(parent.up ? raise(created, vlan) : created);
}

/** VLANs on it go with it. @throws Refusal ENODEV, EINVAL (no VLAN) */
export function deleteVlan(world: World, name: string): World {
  return settle(removeLink(world, needVlan(world, name).name));
}
