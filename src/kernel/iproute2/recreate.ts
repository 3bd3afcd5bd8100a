import type { HostLink } from '../observe/host-state.ts';
import type { IpCommand } from './run-ip.ts';

/** Whether a link can be made to be the other by setting its properties; else it has to be made anew. */
export function isSame(had: HostLink, has: HostLink): boolean {
  if (had.kind !== has.kind) return false;
  if (had.bond !== undefined) return had.bond.mode === has.bond?.mode && had.bond.miimon === has.bond.miimon;
  if (had.vlan === undefined) return true;
  return had.vlan.id === has.vlan?.id && had.vlan.parent === has.vlan.parent && had.vlan.protocol === has.vlan.protocol;
}

/**
 * Makes a bridge, bond or VLAN as it was, down and without ports. It gets its interface index back where that is free, so
 * that programs bound to it go on. An address that nobody had set is not set either, so that it follows the ports again.
 */
export function createCommand(link: HostLink, withIndex: boolean): IpCommand {
  const index = withIndex ? ['index', String(link.index)] : [];
  const address = link.macSet ? ['address', link.mac] : [];
  const common = [...address, ...index];
  const { bridge, bond, vlan } = link;
  if (vlan !== undefined) {
    const kind = ['type', 'vlan', 'protocol', vlan.protocol, 'id', String(vlan.id), ...vlanFlags(vlan.flags)];
    return ['link', 'add', 'link', vlan.parent, 'name', link.name, ...common, ...kind];
  }
  if (bond !== undefined) {
    const kind = ['type', 'bond', 'mode', bond.mode, 'miimon', String(bond.miimon)];
    return ['link', 'add', 'name', link.name, ...common, ...kind];
  }
  const options = bridge === undefined ? [] : bridgeOptions(bridge);
  return ['link', 'add', 'name', link.name, ...common, 'type', 'bridge', ...options];
}

/** Spanning tree goes on later, with the forward delay (see `restorePhases`). */
function bridgeOptions(bridge: NonNullable<HostLink['bridge']>): readonly string[] {
  const { helloTime, maxAge, ageingTime, priority, vlanFiltering, mcastSnooping } = bridge;
  return [
    ...['hello_time', String(helloTime), 'max_age', String(maxAge), 'ageing_time', String(ageingTime)],
    ...['priority', String(priority)],
    // A kernel built without them refuses even their defaults.
    ...(vlanFiltering === 0 ? [] : ['vlan_filtering', String(vlanFiltering)]),
    ...(mcastSnooping === 1 ? [] : ['mcast_snooping', String(mcastSnooping)]),
  ];
}

const flagNames: Readonly<Record<string, string>> = {
  REORDER_HDR: 'reorder_hdr',
  GVRP: 'gvrp',
  MVRP: 'mvrp',
  LOOSE_BINDING: 'loose_binding',
  BRIDGE_BINDING: 'bridge_binding',
};

function vlanFlags(flags: readonly string[]): readonly string[] {
  return Object.entries(flagNames).flatMap(([flag, name]) => {
    const on = flags.includes(flag);
    return on === (flag === 'REORDER_HDR') ? [] : [name, on ? 'on' : 'off'];
  });
}
