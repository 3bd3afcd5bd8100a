import { z } from 'zod';
import { bondModes } from '../bond-modes.ts';
import { maxMtu } from '../ranges.ts';

/**
 * The mock's world: one plain JSON value, never changed in place, so that a savepoint is a reference. The shape here is the
 * file format of `.sg/world.json`; a change of meaning raises `version`.
 */

export const worldVersion = 2;

const name = z.string().min(1);
const mac = z.string().regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/);
const time = z.number();
const strict = z.strictObject;

/** Present while the link is a port of a bridge. */
const port = strict({
  state: z.enum(['disabled', 'blocking', 'listening', 'learning', 'forwarding']),
  /** Kernel time at which the forward-delay timer fires; null when it isn't running. */
  timer: time.nullable(),
});

const common = {
  name,
  up: z.boolean(),
  mac,
  mtu: z
    .int()
    .min(0)
    .max(maxMtu + 1),
  master: name.nullable(),
  port: port.nullable(),
};

const loopback = strict({ kind: z.literal('loopback'), ...common });

const ethernet = strict({
  kind: z.literal('ethernet'),
  ...common,
  /** The address the hardware came with; null for cards made of software (veth). */
  permanentMac: mac.nullable(),
  /** A signal on the wire; the link has carrier when it is up as well. */
  cable: z.boolean(),
});

/** A device of a kind that is not modelled (tap, tunnel, dummy): it leads to no wire. */
const other = strict({
  kind: z.literal('other'),
  ...common,
  cable: z.boolean(),
  /** Never reports an operational state: `unknown` while it is up. */
  silent: z.boolean(),
});

const bridge = strict({
  kind: z.literal('bridge'),
  ...common,
  stp: z.boolean(),
  forwardDelay: z.int().min(0),
  ageingTime: z.number().min(0),
  /** The address was set by hand and no longer follows the ports (NET_ADDR_SET). */
  macSet: z.boolean(),
  /** The MTU was set by hand and no longer follows the ports (BROPT_MTU_SET_BY_USER). */
  mtuSet: z.boolean(),
  /** A port was forwarding when port states were last selected. A new bridge starts with true, as in the kernel. */
  carrier: z.boolean(),
  /** Carrier has changed at least once; until then the kernel shows operstate `unknown`. */
  carrierSeen: z.boolean(),
});

const member = strict({
  name,
  /** What the link had before it joined, given back when it leaves. */
  mac,
  mtu: z.int(),
});

const bond = strict({
  kind: z.literal('bond'),
  ...common,
  mode: z.enum(bondModes),
  miimon: z.int().min(0),
  /** In the order they joined. */
  members: z.array(member).readonly(),
  active: name.nullable(),
  macSet: z.boolean(),
  carrierSeen: z.boolean(),
});

const vlan = strict({
  kind: z.literal('vlan'),
  ...common,
  parent: name,
  id: z.int(),
  macSet: z.boolean(),
});

const link = z.discriminatedUnion('kind', [loopback, ethernet, other, bridge, bond, vlan]);

const fdbEntry = strict({
  bridge: name,
  mac,
  /** A port, or the bridge itself. */
  port: name,
  vlan: z.int().nullable(),
  origin: z.enum(['permanent', 'static', 'learned']),
  /** Kernel time when last seen; null unless learned. */
  seen: time.nullable(),
});

const address = strict({
  device: name,
  address: z.string(),
  prefixLength: z.int().min(0).max(128),
  family: z.enum(['inet', 'inet6']),
});

const route = strict({
  /** `default` or a network in CIDR form. */
  destination: z.string(),
  via: z.string().nullable(),
  device: name,
});

const neighbour = strict({
  address: z.string(),
  device: name,
  mac: mac.nullable(),
  state: z.enum(['reachable', 'stale', 'delay', 'probe', 'failed', 'incomplete', 'permanent', 'noarp']),
  /** Kernel time when it was last proven to be there; null for states that time does not change. */
  confirmed: time.nullable(),
});

/** A machine on the other end of a wire that answers ARP and echo requests. */
const host = strict({
  address: z.string(),
  mac,
  /** The ethernet link whose wire leads to it, or the switch it is plugged into. */
  behind: name,
  vlan: z.int().nullable(),
  /** Asks an address of this machine again and again; null for one that only answers. */
  talks: strict({
    to: z.string(),
    /** Seconds between two requests. */
    every: z.number().min(1),
    next: time,
    /** Where it believes that address to be, like a router whose ARP entries live for hours; null: it asks first. */
    mac: mac.nullable(),
  }).nullable(),
});

const switchEntry = strict({
  mac,
  vlan: z.int().nullable(),
  /** The ethernet link on the other end of the port, or `host:<address>` for a machine's own port. */
  port: z.string().min(1),
  seen: time,
  /** How often the address has turned up behind another port than before. */
  moves: z.int().min(0),
});

/** A switch with a forwarding table of its own, which nobody here can roll back. */
const wireSwitch = strict({
  name,
  /** Seconds an address stays without traffic: 300 on nearly every switch (IEEE 802.1D table 7-5). */
  ageing: z.number().min(1),
  /** Ethernet links wired to it. */
  ports: z.array(name).readonly(),
  entries: z.array(switchEntry).readonly(),
  /** Kernel time of the next round of frames that circle in a loop; null without one. */
  storm: time.nullable(),
});

/** What happens by itself at a time. */
const event = z.discriminatedUnion('kind', [
  strict({ kind: z.literal('cable'), device: name, present: z.boolean() }),
  strict({ kind: z.literal('vanish'), device: name }),
  strict({ kind: z.literal('reboot') }),
]);

/** A gratuitous ARP as it left the machine. */
const announcement = strict({
  at: time,
  device: name,
  mac,
  /** Ethernet links it left through; empty when nothing had carrier. */
  through: z.array(name).readonly(),
});

export const worldSchema = strict({
  version: z.literal(worldVersion),
  /** Seconds since 1970. */
  clock: time,
  /** In the order they came to be, as interface indexes count. */
  links: z.array(link).readonly(),
  fdb: z.array(fdbEntry).readonly(),
  addresses: z.array(address).readonly(),
  routes: z.array(route).readonly(),
  neighbours: z.array(neighbour).readonly(),
  /** The other side of the wires. */
  wire: strict({ hosts: z.array(host).readonly(), switches: z.array(wireSwitch).readonly() }),
  announcements: z.array(announcement).readonly(),
  /** What is to come from outside. */
  schedule: z.array(strict({ at: time, does: event })).readonly(),
  /** The configuration the host comes up with; everything else is runtime state. Null: bare hardware. */
  boot: strict({
    links: z.array(link).readonly(),
    addresses: z.array(address).readonly(),
    routes: z.array(route).readonly(),
  }).nullable(),
});

type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

export type World = Frozen<z.output<typeof worldSchema>>;
export type LinkState = World['links'][number];
export type EthernetState = Extract<LinkState, { readonly kind: 'ethernet' }>;
export type BridgeState = Extract<LinkState, { readonly kind: 'bridge' }>;
export type BondState = Extract<LinkState, { readonly kind: 'bond' }>;
export type VlanState = Extract<LinkState, { readonly kind: 'vlan' }>;
export type PortData = NonNullable<LinkState['port']>;
export type FdbState = World['fdb'][number];
export type HostState = World['wire']['hosts'][number];
export type SwitchState = World['wire']['switches'][number];
export type SwitchEntry = SwitchState['entries'][number];
export type WorldEvent = World['schedule'][number]['does'];
