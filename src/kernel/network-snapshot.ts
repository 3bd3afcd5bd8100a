import type { WorldSnapshot } from './kernel.ts';
import type { BondMode, FdbEntry, LinkKind, OperState, PortState } from './network.ts';

/**
 * The shape every network kernel gives its snapshots, so that they compare and load into the mock. Type aliases, because
 * an interface is no JsonObject to the compiler.
 */
export type NetworkSnapshot = {
  readonly version: 1;
  /** By device name. */
  readonly links: Readonly<Record<string, LinkPicture>>;
  /** By bridge, then by MAC address (and ` vlan N`). */
  readonly fdb: Readonly<Record<string, Readonly<Record<string, FdbPicture>>>>;
  /** By device: `192.0.2.10/24`. */
  readonly addresses: Readonly<Record<string, readonly string[]>>;
  /** By `<destination> dev <device>`. */
  readonly routes: Readonly<Record<string, RoutePicture>>;
  /** By `<address> dev <device>`. */
  readonly neighbours: Readonly<Record<string, NeighbourPicture>>;
};

export type LinkPicture = PlainPicture | BridgePicture | BondPicture | VlanPicture;

type CommonPicture = {
  readonly up: boolean;
  readonly operstate: OperState;
  readonly carrier: boolean;
  readonly mac: string;
  /** Null for software devices: they have none. */
  readonly permanentMac: string | null;
  readonly mtu: number;
  readonly master: string | null;
  /** Spanning-tree state while it is a port of a bridge. */
  readonly portState: PortState | null;
};

export type PlainPicture = CommonPicture & { readonly kind: Exclude<LinkKind, 'bridge' | 'bond' | 'vlan'> };

export type BridgePicture = CommonPicture & {
  readonly kind: 'bridge';
  readonly ports: readonly string[];
  readonly stp: boolean;
  readonly forwardDelay: number;
  readonly ageingTime: number;
  /** The address, or the MTU, was set by hand and doesn't follow the ports. */
  readonly macSet: boolean;
  readonly mtuSet: boolean;
};

export type BondPicture = CommonPicture & {
  readonly kind: 'bond';
  readonly mode: BondMode;
  readonly miimon: number;
  /** In the order they joined, with what they get back when they leave. */
  readonly members: readonly { readonly name: string; readonly mac: string; readonly mtu: number }[];
  readonly activeMember: string | null;
  readonly macSet: boolean;
};

export type VlanPicture = CommonPicture & {
  readonly kind: 'vlan';
  readonly parent: string;
  readonly id: number;
  readonly macSet: boolean;
};

export type FdbPicture = {
  readonly port: string;
  readonly origin: FdbEntry['origin'];
};

export type RoutePicture = {
  readonly destination: string;
  readonly via: string | null;
  readonly device: string;
};

export type NeighbourPicture = {
  readonly address: string;
  readonly device: string;
  readonly mac: string | null;
};

/** Snapshots come from this program's own kernels, which all make this shape. */
export function asNetworkSnapshot(snapshot: WorldSnapshot): NetworkSnapshot {
  return snapshot as NetworkSnapshot;
}
