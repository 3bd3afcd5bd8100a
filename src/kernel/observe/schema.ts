import { z } from 'zod';

/**
 * What `ip -j` and `bridge -j` print, as far as it is read; further members come and go with versions (seen on iproute2
 * 6.1; kernels 6.1 and 6.18). Text from a network is among it: the shapes are checked here, at the door.
 */

const maybe = z.exactOptional;
const name = z.string().min(1).max(64);
const count = z.number().int().min(0);

const addressRow = z.object({
  family: z.string(),
  local: maybe(z.string()),
  address: maybe(z.string()),
  prefixlen: maybe(count),
  broadcast: maybe(z.string()),
  scope: maybe(z.string()),
  label: maybe(z.string()),
  dynamic: maybe(z.boolean()),
  temporary: maybe(z.boolean()),
  mngtmpaddr: maybe(z.boolean()),
  noprefixroute: maybe(z.boolean()),
  'stable-privacy': maybe(z.boolean()),
  protocol: maybe(z.string()),
  valid_life_time: maybe(count),
  preferred_life_time: maybe(count),
});

const linkInfo = z.object({
  info_kind: maybe(z.string()),
  info_data: maybe(z.record(z.string(), z.unknown())),
  info_slave_kind: maybe(z.string()),
  info_slave_data: maybe(z.record(z.string(), z.unknown())),
});

/** One element of `ip -j -d address show`. */
const linkRow = z.object({
  ifindex: count,
  ifname: name,
  link: maybe(name.nullable()),
  flags: z.array(z.string()),
  mtu: count,
  operstate: z.string(),
  master: maybe(name),
  link_type: z.string(),
  address: maybe(z.string()),
  permaddr: maybe(z.string()),
  linkinfo: maybe(linkInfo),
  addr_info: z.array(addressRow),
});

/** `ip` 6.1 prints an empty object for what it filters away. */
export const linkRows = z.array(z.unknown()).transform((rows, context) =>
  rows.flatMap((row) => {
    if (isEmpty(row)) return [];
    const parsed = linkRow.safeParse(row);
    if (parsed.success) return [parsed.data];
    context.addIssue(z.prettifyError(parsed.error));
    return [];
  }),
);

function isEmpty(row: unknown): boolean {
  return row !== null && typeof row === 'object' && Object.keys(row).length === 0;
}

export type LinkRow = z.output<typeof linkRow>;

const bridgeData = z.object({
  forward_delay: count,
  hello_time: count,
  max_age: count,
  ageing_time: count,
  stp_state: count,
  topology_change: maybe(count),
  priority: count,
  vlan_filtering: maybe(count),
  mcast_snooping: maybe(count),
});

export const linkData = {
  bridge: bridgeData,
  /** Without a member, `ip` leaves `active_slave` out. */
  bond: z.object({ mode: z.string(), miimon: maybe(count), active_slave: maybe(z.string()) }),
  vlan: z.object({ id: count, protocol: maybe(z.string()), flags: maybe(z.array(z.string())) }),
  bridgePort: z.object({ state: z.string() }),
  bondMember: z.object({ perm_hwaddr: maybe(z.string()), mii_status: maybe(z.string()) }),
};

const nextHop = z.object({
  gateway: maybe(z.string()),
  dev: maybe(name),
  weight: maybe(count),
  flags: maybe(z.array(z.string())),
});

/** One element of `ip -j route show table all`. */
export const routeRows = z.array(
  z.object({
    type: maybe(z.string()),
    dst: z.string(),
    gateway: maybe(z.string()),
    via: maybe(z.object({ family: z.string(), host: z.string() })),
    dev: maybe(name),
    table: maybe(z.union([z.string(), z.number()])),
    protocol: maybe(z.union([z.string(), z.number()])),
    scope: maybe(z.union([z.string(), z.number()])),
    prefsrc: maybe(z.string()),
    metric: maybe(count),
    /** Only IPv6 routes have one. */
    pref: maybe(z.string()),
    flags: maybe(z.array(z.string())),
    nexthops: maybe(z.array(nextHop)),
  }),
);

export type RouteRow = z.output<typeof routeRows>[number];

/** One element of `ip -j -s neighbour show`. `confirmed`: seconds since it last proved to be there. */
export const neighbourRows = z.array(
  z.object({
    dst: z.string(),
    dev: maybe(name),
    lladdr: maybe(z.string()),
    state: maybe(z.array(z.string())),
    confirmed: maybe(count),
  }),
);

export type NeighbourRow = z.output<typeof neighbourRows>[number];

/** One element of `bridge -j -s fdb show`. `updated`: seconds since the address was last seen as a source. */
export const fdbRows = z.array(
  z.object({
    mac: z.string(),
    ifname: maybe(name),
    master: maybe(name),
    vlan: maybe(count),
    state: maybe(z.string()),
    flags: maybe(z.array(z.string())),
    updated: maybe(count),
  }),
);

export type FdbRow = z.output<typeof fdbRows>[number];
