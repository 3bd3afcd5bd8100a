import { IntegrityError } from '../../errors/integrity-error.ts';
import { maxPrefixLength, parseIp } from '../ip-address.ts';
import type { WorldSnapshot } from '../kernel.ts';
import { bareWorld } from './default-world.ts';
import { waysOut } from './egress.ts';
import { findLink } from './links.ts';
import { order } from './order.ts';
import { persisted } from './reboot.ts';
import { snapshotSchema, type ReadLink, type ReadSnapshot } from './snapshot-schema.ts';
import { findWorldFault } from './world-faults.ts';
import type { FdbState, HostState, LinkState, PortData, World } from './world-schema.ts';

/**
 * A mock world that looks like a host. What a snapshot does not tell is taken kindly: cables are plugged in, learned
 * addresses fresh, ports on their way have all of it ahead, and what is configured is what the host comes up with. Of the
 * network it knows the host's resolved neighbours, which answer on the wire that leads to them. The snapshot of the new
 * world equals the one given, but for what the mock has no place for: metrics and tables of routes, addresses of tunnels,
 * states of drivers. Compare the two with `worldDifferences`.
 * @throws IntegrityError `snapshot-invalid` when it is no snapshot, or of a world that can't be
 */
export function worldFromSnapshot(snapshot: WorldSnapshot, source = 'the snapshot'): World {
  const parsed = snapshotSchema.safeParse(snapshot);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalidSnapshot(source, `at ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
  }
  const world = hostWorld(parsed.data, source);
  const fault = findWorldFault(world);
  if (fault !== undefined) throw invalidSnapshot(source, fault);
  return { ...persisted(world), wire: { hosts: neighboursOnWires(world), switches: [] } };
}

const mostLinks = 512;

function hostWorld(read: ReadSnapshot, source: string): World {
  if (read.links.length > mostLinks) throw invalidSnapshot(source, `expected at most ${mostLinks} links`);
  const bare = bareWorld();
  const pictures = new Map(read.links);
  const links = [...read.links]
    .sort(([, a], [, b]) => Number(b.kind === 'loopback') - Number(a.kind === 'loopback'))
    .map(([name, picture]) => linkState(name, picture, pictures, bare.clock));
  return {
    ...bare,
    links,
    fdb: read.fdb.flatMap(([bridge, entries]) =>
      entries.map(([key, entry]) => fdbState(bridge, key, entry, bare, source)),
    ),
    addresses: read.addresses.flatMap(([device, list]) => list.map((text) => addressState(device, text, source))),
    routes: read.routes.map(([, route]) => route),
    neighbours: read.neighbours.map(([, one]) => ({
      ...one,
      state: one.mac === null ? ('failed' as const) : ('stale' as const),
      confirmed: null,
    })),
  };
}

type Pictures = ReadonlyMap<string, ReadLink>;

function linkState(name: string, picture: ReadLink, pictures: Pictures, clock: number): LinkState {
  const { up, mac, mtu, master } = picture;
  const common = { name, up, mac, mtu, master, port: portData(picture, pictures, clock) };
  const carrierSeen = picture.operstate !== 'unknown';
  switch (picture.kind) {
    case 'loopback':
      return { ...common, kind: 'loopback' };
    case 'ethernet':
      return { ...common, kind: 'ethernet', permanentMac: picture.permanentMac, cable: picture.carrier || !up };
    case 'other':
      return { ...common, kind: 'other', cable: picture.carrier || !up, silent: picture.operstate === 'unknown' };
    case 'bridge': {
      const { kind, stp, forwardDelay, ageingTime, macSet, mtuSet, carrier } = picture;
      const delay = Math.round(forwardDelay);
      return { ...common, kind, stp, forwardDelay: delay, ageingTime, macSet, mtuSet, carrier, carrierSeen };
    }
    case 'bond': {
      const { kind, mode, miimon, members, activeMember, macSet } = picture;
      return { ...common, kind, mode, miimon, members, active: activeMember, macSet, carrierSeen };
    }
    case 'vlan':
      return { ...common, kind: 'vlan', parent: picture.parent, id: picture.id, macSet: picture.macSet };
  }
}

function portData({ master, portState }: ReadLink, pictures: Pictures, clock: number): PortData | null {
  const bridge = master === null ? undefined : pictures.get(master);
  if (bridge?.kind !== 'bridge') return null;
  const onItsWay = portState === 'listening' || portState === 'learning';
  return { state: portState ?? 'disabled', timer: onItsWay ? clock + bridge.forwardDelay : null };
}

type FdbPicture = ReadSnapshot['fdb'][number][1][number][1];

function fdbState(bridge: string, key: string, { port, origin }: FdbPicture, world: World, source: string): FdbState {
  const [, mac, vlan] = /^([0-9a-f]{2}(?::[0-9a-f]{2}){5})(?: vlan (\d{1,4}))?$/.exec(key) ?? [];
  if (mac === undefined) throw invalidSnapshot(source, `at fdb.${bridge}: ${JSON.stringify(key)} is no address`);
  const seen = origin === 'learned' ? world.clock : null;
  return { bridge, mac, port, vlan: vlan === undefined ? null : Number(vlan), origin, seen };
}

function addressState(device: string, text: string, source: string): World['addresses'][number] {
  const [address = '', length = ''] = text.split('/');
  const parsed = parseIp(address);
  const prefixLength = /^\d{1,3}$/.test(length) ? Number(length) : Infinity;
  if (parsed === undefined || prefixLength > maxPrefixLength(parsed.family) || text !== `${address}/${length}`) {
    throw invalidSnapshot(source, `at addresses.${device}: ${JSON.stringify(text)} is no address with a prefix length`);
  }
  return { device, address, prefixLength, family: parsed.family };
}

/** Neighbours with a known address answer where the host would send to them. */
function neighboursOnWires(world: World): readonly HostState[] {
  const found = new Map<string, HostState>();
  for (const { address, device, mac } of [...world.neighbours].sort((a, b) => order(a.address, b.address))) {
    const link = findLink(world, device);
    const [way] = link === undefined ? [] : waysOut(world, link);
    if (mac === null || way === undefined || parseIp(address) === undefined) continue;
    found.set(`${address} ${way.wire} ${way.vlan ?? ''}`, {
      address,
      mac,
      behind: way.wire,
      vlan: way.vlan,
      talks: null,
    });
  }
  return [...found.values()];
}

function invalidSnapshot(source: string, found: string): IntegrityError {
  return new IntegrityError({
    code: 'snapshot-invalid',
    message: `${source} holds no usable snapshot: ${found}.`,
    hint: 'Take one with `sg kernel snapshot --output FILE`.',
    details: { file: source },
  });
}
