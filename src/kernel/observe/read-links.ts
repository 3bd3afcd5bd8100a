import { bondModes } from '../bond-modes.ts';
import { normaliseMac, zeroMac } from '../mac.ts';
import type { BondMode, LinkKind, OperState, PortState } from '../network.ts';
import type { BondData, BridgeData, HostAddress, HostLink, VlanData } from './host-state.ts';
import { linkData, type LinkRow } from './schema.ts';

/** @param macSet whether a link's address was set by hand, by its name */
export function readLink(row: LinkRow, macSet: ReadonlySet<string>): HostLink {
  const kind = kindOf(row);
  const up = row.flags.includes('UP');
  const mac = normaliseMac(row.address ?? '') ?? zeroMac;
  return {
    index: row.ifindex,
    name: row.ifname,
    kind,
    up,
    operstate: operState(row.operstate),
    carrier: up && row.flags.includes('LOWER_UP'),
    mac,
    permanentMac: permanentMac(row, mac),
    mtu: row.mtu,
    master: row.master ?? null,
    portState: portState(row),
    macSet: macSet.has(row.ifname),
    addresses: row.addr_info.flatMap((address) => readAddress(address, mac)),
    ...dataOf(kind, row),
  };
}

/** Cards and what stands for one: pairs, taps, dummies. What sg knows no more about is `other`. */
const cardLike = new Set([undefined, 'veth', 'tun', 'dummy']);

function kindOf(row: LinkRow): LinkKind {
  if (row.link_type === 'loopback') return 'loopback';
  const kind = row.linkinfo?.info_kind;
  if (kind === 'bridge' || kind === 'bond') return kind;
  // A parent in another network namespace has no name here.
  if (kind === 'vlan') return typeof row.link === 'string' ? 'vlan' : 'other';
  return row.link_type === 'ether' && cardLike.has(kind) ? 'ethernet' : 'other';
}

const operStates: ReadonlySet<string> = new Set<OperState>([
  'up',
  'down',
  'lowerlayerdown',
  'dormant',
  'testing',
  'notpresent',
  'unknown',
]);

function operState(text: string): OperState {
  const state = text.toLowerCase();
  return operStates.has(state) ? (state as OperState) : 'unknown';
}

/** `ip` prints `permaddr` only where it differs; a link without a driver of its own has none. */
function permanentMac(row: LinkRow, mac: string): string | null {
  const told = row.permaddr === undefined ? undefined : normaliseMac(row.permaddr);
  if (told !== undefined) return told;
  return row.linkinfo?.info_kind === undefined && row.link_type === 'ether' ? mac : null;
}

const portStates: ReadonlySet<string> = new Set<PortState>([
  'disabled',
  'blocking',
  'listening',
  'learning',
  'forwarding',
]);

function portState(row: LinkRow): PortState | null {
  if (row.linkinfo?.info_slave_kind !== 'bridge') return null;
  const { state } = linkData.bridgePort.parse(row.linkinfo.info_slave_data ?? {});
  return portStates.has(state) ? (state as PortState) : 'disabled';
}

type Data = Pick<HostLink, 'bridge' | 'bond' | 'vlan' | 'member'>;

function dataOf(kind: LinkKind, row: LinkRow): Data {
  const data = row.linkinfo?.info_data ?? {};
  return {
    ...(kind === 'bridge' ? { bridge: bridgeData(data) } : {}),
    ...(kind === 'bond' ? { bond: bondData(data) } : {}),
    ...(kind === 'vlan' ? { vlan: vlanData(row.link ?? '', data) } : {}),
    ...(row.linkinfo?.info_slave_kind === 'bond' ? { member: memberData(row) } : {}),
  };
}

/** Hundredths of a second (BR_DEFAULT_AGEING_TIME). */
const usualAgeingTime = 30_000;

/**
 * While the tree changes, the kernel ages by twice the forward delay and shows that in place of what was configured
 * (`__br_set_topology_change`), which it tells nowhere: then the usual time is the best guess, and nothing that was set.
 */
function ageingTime(data: { ageing_time: number; topology_change?: number }): number {
  return data.topology_change === 1 ? usualAgeingTime : data.ageing_time;
}

function bridgeData(raw: unknown): BridgeData {
  const data = linkData.bridge.parse(raw);
  return {
    stp: data.stp_state,
    forwardDelay: data.forward_delay,
    helloTime: data.hello_time,
    maxAge: data.max_age,
    ageingTime: ageingTime(data),
    priority: data.priority,
    vlanFiltering: data.vlan_filtering ?? 0,
    mcastSnooping: data.mcast_snooping ?? 0,
  };
}

function bondData(raw: unknown): BondData {
  const data = linkData.bond.parse(raw);
  const mode = bondModes.find((known) => known === data.mode);
  return {
    mode: mode ?? ('balance-rr' satisfies BondMode),
    miimon: data.miimon ?? 0,
    activeMember: data.active_slave ?? null,
    members: [],
  };
}

function vlanData(parent: string, raw: unknown): VlanData {
  const { id, protocol, flags } = linkData.vlan.parse(raw);
  return { parent, id, protocol: protocol ?? '802.1Q', flags: flags ?? [] };
}

function memberData(row: LinkRow): NonNullable<HostLink['member']> {
  const data = linkData.bondMember.parse(row.linkinfo?.info_slave_data ?? {});
  return { permanentMac: normaliseMac(data.perm_hwaddr ?? '') ?? null, linkUp: data.mii_status !== 'DOWN' };
}

/** The kernel's "for ever" (INFINITY_LIFE_TIME). */
const forever = 4_294_967_295;

function readAddress(row: LinkRow['addr_info'][number], mac: string): readonly HostAddress[] {
  const { family, local } = row;
  if ((family !== 'inet' && family !== 'inet6') || local === undefined) return [];
  const lifetime = (seconds: number | undefined): number | null =>
    seconds === undefined || seconds === forever ? null : seconds;
  return [
    {
      family,
      address: local,
      peer: row.address ?? null,
      prefixLength: row.prefixlen ?? 0,
      broadcast: row.broadcast ?? null,
      scope: row.scope ?? 'global',
      label: row.label ?? null,
      noPrefixRoute: row.noprefixroute ?? false,
      validSeconds: lifetime(row.valid_life_time),
      preferredSeconds: lifetime(row.preferred_life_time),
      automatic: family === 'inet6' && isAutomatic(row, local, mac),
    },
  ];
}

/**
 * The loopback's and link-local addresses the kernel makes (from the MAC address, or a secret) and what router advertisements bring. The
 * kernel's own mark (IFA_PROTO, since 5.18) is printed by iproute2 from 6.3 on; before, the form tells.
 */
function isAutomatic(row: LinkRow['addr_info'][number], local: string, mac: string): boolean {
  if (row.protocol === 'kernel_ll' || row.protocol === 'kernel_ra' || row.dynamic === true || row.temporary === true)
    return true;
  // The loopback's own (`init_loopback`, net/ipv6/addrconf.c).
  if (row.scope === 'host' && local === '::1') return true;
  if (row.scope !== 'link' || !local.startsWith('fe80:')) return false;
  return row['stable-privacy'] === true || hasEuiForm(local) || mac === zeroMac;
}

/** `ff:fe` in the middle of the interface part (RFC 4291 appendix A). */
function hasEuiForm(local: string): boolean {
  return /ff:fe[0-9a-f]{2}:[0-9a-f]{1,4}$/.test(local);
}
