// Generated from sg's network kernel interface by `sg contract types`; do not edit.
/**
 * The network kernel as genes see it, version 1. Every implementation has this object shape; `genome/kernel.d.ts` is this
 * file's text, so what stands here is what authors and reviewers of alleles read.
 *
 * Normalised values: interface states in lower case, delays and ages in seconds, MAC addresses in lower case with colons.
 * Every method is asynchronous and fails with an error that has `code` (EEXIST ENODEV EBUSY EINVAL EPERM ETIMEDOUT
 * EUNAVAILABLE), `operation` and the kernel's own text as `message`. Arguments that can't be right (a name of 16 bytes, a
 * group address, an unknown option) fail with EINVAL before anything happens. A changing operation that fails has changed
 * nothing.
 */

/**
 * Interface name: 1 to 15 bytes, without `/`, `:` or white space, not `.` or `..` (dev_valid_name in the Linux kernel), nor
 * one the kernel uses itself (`all`, `default`).
 */
export type DeviceName = string;

/** 48-bit MAC address: `52:54:00:12:34:56`. */
export type MacAddress = string;

export type LinkKind = 'ethernet' | 'bridge' | 'bond' | 'vlan' | 'loopback' | 'other';

/**
 * RFC 2863 operational states as `ip link` prints them, in lower case. `unknown` is what the loopback shows, and a new
 * bridge that has neither had a port nor been given an address or STP; a VLAN above a link without carrier shows
 * `lowerlayerdown`.
 */
export type OperState = 'up' | 'down' | 'lowerlayerdown' | 'dormant' | 'testing' | 'notpresent' | 'unknown';

export interface Link {
  readonly name: DeviceName;
  readonly kind: LinkKind;
  /** Administratively up (IFF_UP). */
  readonly up: boolean;
  readonly operstate: OperState;
  /** Frames can pass. A bridge has carrier while a port forwards; false on any link that is not up. */
  readonly carrier: boolean;
  readonly mac: MacAddress;
  /** The address the hardware came with; a changed `mac` differs from it. On software devices the same as `mac`. */
  readonly permanentMac: MacAddress;
  readonly mtu: number;
  /** The bridge or bond this link is a port or member of. */
  readonly master: DeviceName | null;
  /** The link a VLAN sits on. */
  readonly parent: DeviceName | null;
}

/**
 * Spanning-tree state of a bridge port (IEEE 802.1D). With STP on, a port that starts spends the bridge's forward delay
 * listening and as long again learning before it forwards; with STP off it forwards at once. A port that is down, has no
 * carrier, or whose bridge is down, is disabled.
 */
export type PortState = 'disabled' | 'blocking' | 'listening' | 'learning' | 'forwarding';

export interface BridgePort {
  readonly name: DeviceName;
  readonly state: PortState;
}

export interface Bridge extends Link {
  /** Sorted by name. */
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
  /** Link state as the bond's monitor sees it; always true while monitoring is off. */
  readonly linkUp: boolean;
}

export interface Bond extends Link {
  readonly mode: BondMode;
  /** Link monitoring interval in milliseconds; 0 is off. */
  readonly miimon: number;
  /** In the order they joined. */
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
  /** Seconds since it last proved to be there; null when it never has, or where the kernel does not say. */
  readonly confirmed: number | null;
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
  /** The bond, or null when there is no bond of that name. */
  bond(name: DeviceName): Promise<Bond | null>;
  /** The VLAN, or null when there is no VLAN of that name. */
  vlan(name: DeviceName): Promise<Vlan | null>;
  /** The forwarding database of a bridge, sorted by MAC, then port. ENODEV when it is no bridge. */
  fdb(bridge: DeviceName): Promise<readonly FdbEntry[]>;
  /** Addresses of others the host has resolved, sorted by device, then address. */
  neighbours(): Promise<readonly Neighbour[]>;
  /** Addresses of a link. ENODEV when there is none. */
  addresses(device: DeviceName): Promise<readonly Address[]>;
  /**
   * Sends an echo request to an IPv4 or IPv6 address (names are not looked up); unreachable is an answer, not an error, and
   * takes the whole time-out. ENODEV when `from` does not exist.
   */
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
  /** Whole seconds, 0 to 30, with STP on 2 to 30; default 15. */
  readonly forwardDelay?: number;
  /**
   * Pins the bridge's address. Without it the address follows the lowest address of the ports: it changes when a port with
   * a lower one is attached, and is all zeros after the last port has left.
   */
  readonly mac?: MacAddress;
}

export interface StpOptions {
  readonly enabled: boolean;
  /** Whole seconds, 0 to 30, with STP on 2 to 30. Without it the delay stays, moved into that range if need be. */
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

/**
 * What configuration genes are handed. An operation on a bridge, bond or VLAN fails with ENODEV when there is no link of
 * that name and with EINVAL when it is of another kind.
 */
export interface NetworkKernel extends ObservingKernel {
  /**
   * Creates a bridge, attaches the ports in order and sets it up. The ports stay as they are: one that is down forwards
   * nothing until it is set up. EEXIST when any link has that name; ENODEV (port), EBUSY (port has a master), EINVAL.
   */
  createBridge(name: DeviceName, options?: BridgeOptions): Promise<void>;
  /** Detaches its ports and removes it, together with VLANs on it. */
  deleteBridge(name: DeviceName): Promise<void>;
  /**
   * ENODEV; EBUSY when the port has a master, be it this bridge, or stands on the bridge itself; EINVAL for the loopback
   * and for another bridge. An address (IP) left on a port no longer gets answers: it belongs on the bridge.
   */
  attachPort(bridge: DeviceName, port: DeviceName): Promise<void>;
  /** The port's forwarding entries go with it. ENODEV; EINVAL when it is no port of this bridge. */
  detachPort(bridge: DeviceName, port: DeviceName): Promise<void>;
  /** Ports that forward keep forwarding when STP is turned on. */
  setStp(bridge: DeviceName, options: StpOptions): Promise<void>;
  /**
   * On a bridge or bond this pins the address: it no longer follows ports or members. A bond hands it to its members. ENODEV;
   * EINVAL for zero and group addresses, and for the loopback.
   */
  setMac(device: DeviceName, mac: MacAddress): Promise<void>;
  /**
   * Tells the neighbourhood (gratuitous ARP) where `mac`, by default the device's own, now is. ENODEV; EINVAL when the device
   * is down or a loopback. Without carrier it succeeds and nobody hears it.
   */
  announce(device: DeviceName, mac?: MacAddress): Promise<void>;
  /**
   * Creates a bond, takes each member down, adds it in order, and sets all up. The first member gives the bond its address;
   * in all modes but balance-tlb and balance-alb the others take it too. Going down costs a member its routes and IPv6
   * addresses. EEXIST; ENODEV (member), EBUSY (member has a master), EINVAL.
   */
  createBond(name: DeviceName, options: BondOptions): Promise<void>;
  /** Its members get their own addresses back and are left down; VLANs on it are removed. */
  deleteBond(name: DeviceName): Promise<void>;
  /**
   * The VLAN has its parent's address and MTU and is up when the parent is; on a parent that is down it comes up with it.
   * EEXIST when any link has that name, or the parent has a VLAN of that id under any name; ENODEV; EINVAL for an id out of
   * range, a default name that gets too long, and the loopback.
   */
  createVlan(parent: DeviceName, id: number, options?: VlanOptions): Promise<void>;
  /** VLANs on it are removed as well. */
  deleteVlan(name: DeviceName): Promise<void>;
  /**
   * Administrative state. A link that goes down loses its routes and IPv6 addresses, and they don't come back by themselves;
   * its VLANs go down and up with it. ENODEV; EINVAL for a VLAN whose parent is down.
   */
  setUp(device: DeviceName, up: boolean): Promise<void>;
  /**
   * ENODEV; EINVAL outside 68 to 65535, or above the parent's on a VLAN. A bridge follows the least MTU of its ports until it
   * is set; a bond hands its own to its members.
   */
  setMtu(device: DeviceName, mtu: number): Promise<void>;
}
