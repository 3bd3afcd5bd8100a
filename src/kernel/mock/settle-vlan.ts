import { InternalError } from '../../errors/internal-error.ts';
import { findLink, putLink } from './links.ts';
import type { World } from './world-schema.ts';

/**
 * A VLAN's MTU never exceeds its parent's (NETDEV_CHANGEMTU), and its address follows the parent's until one is set by
 * hand, while it is up (`vlan_sync_address`, `vlan_dev_inherit_address`; net/8021q/vlan.c, seen on 6.1).
 */
export function settleVlan(world: World, name: string): World {
  const vlan = findLink(world, name);
  const parent = vlan?.kind === 'vlan' ? findLink(world, vlan.parent) : undefined;
  if (vlan?.kind !== 'vlan' || parent === undefined) throw new InternalError(`"${name}" is no VLAN in the mock world.`);
  const mac = vlan.macSet || !vlan.up ? vlan.mac : parent.mac;
  const mtu = Math.min(vlan.mtu, parent.mtu);
  return mac === vlan.mac && mtu === vlan.mtu ? world : putLink(world, { ...vlan, mac, mtu });
}
