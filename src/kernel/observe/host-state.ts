import type { BondMode, FdbEntry, LinkKind, MacAddress, Neighbour, OperState, PortState } from '../network.ts';

/**
 * The network of a host as far as sg observes, compares and restores it: one JSON value. What snapshots show is a picture
 * of it (`hostPicture`); what only a restore needs stands here as well.
 */
export interface HostState {
  readonly links: readonly HostLink[];
  readonly routes: readonly HostRoute[];
  readonly fdb: readonly HostFdbEntry[];
  readonly neighbours: readonly Neighbour[];
}

export interface HostLink {
  readonly index: number;
  readonly name: string;
  readonly kind: LinkKind;
  readonly up: boolean;
  readonly operstate: OperState;
  readonly carrier: boolean;
  readonly mac: MacAddress;
  /** Null where the driver knows none, as with software devices. */
  readonly permanentMac: MacAddress | null;
  readonly mtu: number;
  readonly master: string | null;
  readonly portState: PortState | null;
  /** The address was set by hand (`addr_assign_type` is NET_ADDR_SET). */
  readonly macSet: boolean;
  readonly addresses: readonly HostAddress[];
  readonly bridge?: BridgeData;
  readonly bond?: BondData;
  readonly vlan?: VlanData;
  /** While it is a member of a bond. */
  readonly member?: { readonly permanentMac: MacAddress | null; readonly linkUp: boolean };
}

/** Times in hundredths of a second, as the kernel has them. */
export interface BridgeData {
  readonly stp: number;
  readonly forwardDelay: number;
  readonly helloTime: number;
  readonly maxAge: number;
  readonly ageingTime: number;
  readonly priority: number;
  readonly vlanFiltering: number;
  readonly mcastSnooping: number;
}

export interface BondData {
  readonly mode: BondMode;
  readonly miimon: number;
  readonly activeMember: string | null;
  /** In the order they joined; empty where sysfs does not tell. */
  readonly members: readonly string[];
}

export interface VlanData {
  readonly parent: string;
  readonly id: number;
  readonly protocol: string;
  readonly flags: readonly string[];
}

export interface HostAddress {
  readonly family: 'inet' | 'inet6';
  readonly address: string;
  readonly peer: string | null;
  readonly prefixLength: number;
  readonly broadcast: string | null;
  readonly scope: string;
  readonly label: string | null;
  readonly noPrefixRoute: boolean;
  /** Seconds left; null for ever. */
  readonly validSeconds: number | null;
  readonly preferredSeconds: number | null;
  /** Made by the kernel (link-local) or by router advertisements: comes and goes by itself. */
  readonly automatic: boolean;
}

export interface HostRoute {
  readonly family: 'inet' | 'inet6';
  readonly type: string;
  readonly destination: string;
  readonly table: string;
  readonly protocol: string;
  readonly scope: string | null;
  readonly source: string | null;
  readonly metric: number | null;
  /** At least one. */
  readonly hops: readonly RouteHop[];
}

export interface RouteHop {
  readonly via: string | null;
  readonly viaFamily: 'inet' | 'inet6' | null;
  readonly device: string;
  readonly weight: number | null;
  readonly onlink: boolean;
}

export interface HostFdbEntry extends FdbEntry {
  readonly bridge: string;
}

export function findHostLink(state: HostState, name: string): HostLink | undefined {
  return state.links.find((link) => link.name === name);
}

/** Ports of a bridge in the order of their indexes, or members of a bond in the order they joined. */
export function hostLinksUnder(links: readonly HostLink[], master: string): readonly HostLink[] {
  const under = links.filter((link) => link.master === master);
  const joined = links.find((link) => link.name === master)?.bond?.members ?? [];
  return under.toSorted((a, b) => joined.indexOf(a.name) - joined.indexOf(b.name) || a.index - b.index);
}
