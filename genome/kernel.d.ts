// Generated from the network kernel's interface. Do not edit.

/**
 * The network kernel as genes see it, version 1. Every implementation has this object shape; `genome/kernel.d.ts` is this
 * file's text, so what stands here is what authors and reviewers of alleles read.
 *
 * Normalised values: interface states in lower case, delays and ages in seconds, MAC addresses in lower case with colons.
 * Every method is asynchronous and fails with an error that has `code` (EEXIST ENODEV EBUSY EINVAL EPERM ETIMEDOUT
 * EUNAVAILABLE), `operation` and the kernel's own text as `message`.
 */

/** Interface name, at most 15 bytes, without `/`, `:` or white space (dev_valid_name in the Linux kernel). */
export type DeviceName = string;

/** 48-bit MAC address: `52:54:00:12:34:56`. */
export type MacAddress = string;

export type LinkKind = 'ethernet' | 'bridge' | 'bond' | 'vlan' | 'loopback' | 'other';

/** RFC 2863 operational states as `ip link` prints them, in lower case. */
export type OperState = 'up' | 'down' | 'lowerlayerdown' | 'dormant' | 'testing' | 'notpresent' | 'unknown';

export interface Link {
  readonly name: DeviceName;
  readonly kind: LinkKind;
  /** Administratively up (IFF_UP). */
  readonly up: boolean;
  readonly operstate: OperState;
  readonly carrier: boolean;
  readonly mac: MacAddress;
  /** The address the hardware came with; a changed `mac` differs from it. */
  readonly permanentMac: MacAddress;
  readonly mtu: number;
  /** The bridge or bond this link is a port or member of. */
  readonly master: DeviceName | null;
  /** The link a VLAN sits on. */
  readonly parent: DeviceName | null;
}

/** Spanning-tree state of a bridge port (IEEE 802.1D). */
export type PortState = 'disabled' | 'blocking' | 'listening' | 'learning' | 'forwarding';

export interface BridgePort {
  readonly name: DeviceName;
  readonly state: PortState;
}

export interface Bridge extends Link {
  readonly ports: readonly BridgePort[];
  readonly stp: boolean;
  /** Seconds, 2 to 30 while STP is on. */
  readonly forwardDelay: number;
  /** Seconds a learned address stays without traffic. */
  readonly ageingTime: number;
}

export type BondMode =
  'balance-rr' | 'active-backup' | 'balance-xor' | 'broadcast' | '802.3ad' | 'balance-tlb' | 'balance-alb';

export interface BondMember {
  readonly name: DeviceName;
  /** Link state as the bond's monitor sees it. */
  readonly linkUp: boolean;
}

export interface Bond extends Link {
  readonly mode: BondMode;
  /** Link monitoring interval in milliseconds; 0 is off. */
  readonly miimon: number;
  readonly members: readonly BondMember[];
  /** The member that carries traffic in modes with one; null otherwise. */
  readonly activeMember: DeviceName | null;
}

export interface Vlan extends Link {
  readonly parent: DeviceName;
  /** 1 to 4094. */
  readonly id: number;
}

/** One entry of a bridge's forwarding database. */
export interface FdbEntry {
  readonly mac: MacAddress;
  /** The port the address is behind, or the bridge itself for its own addresses. */
  readonly port: DeviceName;
  readonly vlan: number | null;
  /** `permanent`: the host's own; `static`: set by hand; `learned`: seen in traffic. */
  readonly origin: 'permanent' | 'static' | 'learned';
  /** Seconds since the address was last seen; null unless learned. */
  readonly age: number | null;
}

export interface Neighbour {
  readonly address: string;
  readonly device: DeviceName;
  readonly mac: MacAddress | null;
  readonly state: 'reachable' | 'stale' | 'delay' | 'probe' | 'failed' | 'incomplete' | 'permanent' | 'noarp';
}

export interface Address {
  /** Without prefix length: `192.0.2.10`. */
  readonly address: string;
  readonly prefixLength: number;
  readonly family: 'inet' | 'inet6';
}

export interface ProbeResult {
  readonly reachable: boolean;
  /** Round trip in milliseconds; null when unreachable. */
  readonly rttMs: number | null;
}

export interface ProbeOptions {
  /** Interface to send from. */
  readonly from?: DeviceName;
  /** Default 1, at most 60. */
  readonly timeoutSeconds?: number;
}

/** What diagnostic genes are handed: nothing in it changes the world. */
export interface ObservingKernel {
  /** Every link, sorted by name. */
  links(): Promise<readonly Link[]>;
  /** The link, or null when there is none of that name. */
  link(name: DeviceName): Promise<Link | null>;
  /** The bridge, or null when there is no bridge of that name. */
  bridge(name: DeviceName): Promise<Bridge | null>;
  bond(name: DeviceName): Promise<Bond | null>;
  vlan(name: DeviceName): Promise<Vlan | null>;
  /** The forwarding database of a bridge, sorted by MAC, then port. ENODEV when it is no bridge. */
  fdb(bridge: DeviceName): Promise<readonly FdbEntry[]>;
  neighbours(): Promise<readonly Neighbour[]>;
  /** Addresses of a link. ENODEV when there is none. */
  addresses(device: DeviceName): Promise<readonly Address[]>;
  /** Sends an echo request to an address; unreachable is an answer, not an error. */
  probe(target: string, options?: ProbeOptions): Promise<ProbeResult>;
  /** The kernel's clock: seconds since 1970, with fractions. */
  now(): Promise<number>;
  /** Waits; at most 3,600 seconds a call. */
  sleep(seconds: number): Promise<void>;
}

export interface BridgeOptions {
  readonly ports?: readonly DeviceName[];
  /** Default false. */
  readonly stp?: boolean;
  /** Seconds; default 15. */
  readonly forwardDelay?: number;
  /** Pins the bridge's address; without it, it follows the lowest port address. */
  readonly mac?: MacAddress;
}

export interface StpOptions {
  readonly enabled: boolean;
  /** Seconds, 2 to 30. */
  readonly forwardDelay?: number;
}

export interface BondOptions {
  readonly mode: BondMode;
  readonly members?: readonly DeviceName[];
  /** Milliseconds; default 100. */
  readonly miimon?: number;
}

export interface VlanOptions {
  /** Default `<parent>.<id>`. */
  readonly name?: DeviceName;
}

/** What configuration genes are handed. */
export interface NetworkKernel extends ObservingKernel {
  /** Creates a bridge, attaches the ports in order and sets it up. EEXIST, ENODEV (port), EBUSY (port has a master). */
  createBridge(name: DeviceName, options?: BridgeOptions): Promise<void>;
  /** Detaches its ports and removes it. */
  deleteBridge(name: DeviceName): Promise<void>;
  attachPort(bridge: DeviceName, port: DeviceName): Promise<void>;
  detachPort(bridge: DeviceName, port: DeviceName): Promise<void>;
  setStp(bridge: DeviceName, options: StpOptions): Promise<void>;
  setMac(device: DeviceName, mac: MacAddress): Promise<void>;
  /** Tells the neighbourhood (gratuitous ARP) where `mac`, by default the device's own, now is. */
  announce(device: DeviceName, mac?: MacAddress): Promise<void>;
  createBond(name: DeviceName, options: BondOptions): Promise<void>;
  deleteBond(name: DeviceName): Promise<void>;
  createVlan(parent: DeviceName, id: number, options?: VlanOptions): Promise<void>;
  deleteVlan(name: DeviceName): Promise<void>;
  /** Administrative state. */
  setUp(device: DeviceName, up: boolean): Promise<void>;
  setMtu(device: DeviceName, mtu: number): Promise<void>;
}
