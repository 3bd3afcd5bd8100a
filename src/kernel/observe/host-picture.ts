import type { FdbPicture, LinkPicture, NetworkSnapshot, RoutePicture } from '../network-snapshot.ts';
import { order } from '../mock/order.ts';
import { hostLinksUnder, type HostFdbEntry, type HostLink, type HostRoute, type HostState } from './host-state.ts';

/**
 * The comparable picture of a host, in the shape of the mock's snapshots. Left out: what the kernel makes by itself from
 * what is shown (link-local addresses, routes to connected networks) and what router advertisements bring and take.
 */
export function hostPicture(state: HostState): NetworkSnapshot {
  const known = pictures.get(state);
  if (known !== undefined) return known;
  const picture = pictureOf(state);
  pictures.set(state, picture);
  return picture;
}

/** One state is often shown to many: before and after of what one did, a savepoint of the next. */
const pictures = new WeakMap<HostState, NetworkSnapshot>();

function pictureOf(state: HostState): NetworkSnapshot {
  const links = [...state.links].sort((a, b) => order(a.name, b.name));
  const bridges = links.filter(({ kind }) => kind === 'bridge');
  const under = grouped(state.links, ({ master }) => master);
  const fdb = grouped(state.fdb, ({ bridge }) => bridge);
  return {
    version: 1,
    links: table(links.map((link) => [link.name, linkPicture(link, under.get(link.name) ?? [])])),
    fdb: table(bridges.map((bridge) => [bridge.name, fdbPicture(bridge, fdb.get(bridge.name) ?? [])])),
    addresses: table(links.map((link) => [link.name, addressPicture(link)])),
    routes: rows(state.routes.filter(isKept).flatMap(routePictures)),
    neighbours: rows(
      state.neighbours.map(({ address, device, mac }) => [`${address} dev ${device}`, { address, device, mac }]),
    ),
  };
}

function grouped<T>(values: readonly T[], keyOf: (value: T) => string | null): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

/** Keys are names from outside: one of them may be `__proto__`, which must become a member like any other. */
function table<T>(members: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries(members);
}

function rows<T>(members: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return table([...members].sort(([a], [b]) => order(a, b)));
}

/**
 * A picture of a part, kept for as long as the parts it is made of are the very same: what nothing touched is then one value
 * in many snapshots, which comparisons pass over.
 */
class PartPictures<Part, Picture> {
  readonly #kept = new WeakMap<HostLink, { readonly parts: readonly Part[]; readonly picture: Picture }>();

  of(link: HostLink, parts: readonly Part[], draw: () => Picture): Picture {
    const kept = this.#kept.get(link);
    if (kept?.parts.length === parts.length && kept.parts.every((part, at) => part === parts[at])) return kept.picture;
    const picture = draw();
    this.#kept.set(link, { parts, picture });
    return picture;
  }
}

const keptLinks = new PartPictures<HostLink, LinkPicture>();
const keptFdb = new PartPictures<HostFdbEntry, Readonly<Record<string, FdbPicture>>>();
const keptAddresses = new PartPictures<never, readonly string[]>();

/** @param under its ports or members, in no order */
function linkPicture(link: HostLink, under: readonly HostLink[]): LinkPicture {
  return keptLinks.of(link, under, () => drawLink(link, under));
}

function drawLink(link: HostLink, under: readonly HostLink[]): LinkPicture {
  const { up, operstate, carrier, mac, permanentMac, mtu, master, portState, macSet } = link;
  const common = { up, operstate, carrier, mac, permanentMac, mtu, master, portState };
  if (link.bridge !== undefined) {
    const { stp, forwardDelay, ageingTime } = link.bridge;
    const names = under.map(({ name }) => name).sort(order);
    const times = { forwardDelay: forwardDelay / 100, ageingTime: ageingTime / 100 };
    return { ...common, kind: 'bridge', ports: names, stp: stp !== 0, ...times, macSet, mtuSet: mtuSet(link, under) };
  }
  if (link.bond !== undefined) {
    const { mode, miimon, activeMember } = link.bond;
    const members = hostLinksUnder([link, ...under], link.name).map((member) => memberPicture(member));
    return { ...common, kind: 'bond', mode, miimon, members, activeMember, macSet };
  }
  if (link.vlan !== undefined) return { ...common, kind: 'vlan', parent: link.vlan.parent, id: link.vlan.id, macSet };
  return { ...common, kind: plainKind(link) };
}

function plainKind({ kind }: HostLink): 'ethernet' | 'loopback' | 'other' {
  return kind === 'ethernet' || kind === 'loopback' ? kind : 'other';
}

/** The kernel does not tell (BROPT_MTU_SET_BY_USER): an MTU that is not the least of the ports' was set by hand. */
function mtuSet(bridge: HostLink, ports: readonly HostLink[]): boolean {
  return bridge.mtu !== (ports.length === 0 ? 1500 : Math.min(...ports.map(({ mtu }) => mtu)));
}

/** The kernel does not tell which MTU a member gets back; its present one is the best guess. */
function memberPicture({ name, mac, mtu, member }: HostLink): { name: string; mac: string; mtu: number } {
  return { name, mac: member?.permanentMac ?? mac, mtu };
}

function fdbPicture(bridge: HostLink, entries: readonly HostFdbEntry[]): Readonly<Record<string, FdbPicture>> {
  return keptFdb.of(bridge, entries, () =>
    rows(entries.map(({ mac, port, vlan, origin }) => [vlan === null ? mac : `${mac} vlan ${vlan}`, { port, origin }])),
  );
}

function addressPicture(link: HostLink): readonly string[] {
  return keptAddresses.of(link, [], () =>
    link.addresses
      .filter(({ automatic }) => !automatic)
      .map(({ address, prefixLength }) => `${address}/${prefixLength}`)
      .sort(order),
  );
}

/** Routes that somebody or something other than the kernel and router advertisements set. */
export function isKept({ protocol }: HostRoute): boolean {
  return protocol !== 'kernel' && protocol !== 'ra' && protocol !== 'redirect';
}

function routePictures(route: HostRoute): readonly (readonly [string, RoutePicture])[] {
  const { destination, metric } = route;
  const type = route.type === 'unicast' ? '' : `${route.type} `;
  const more = `${metric === null ? '' : ` metric ${metric}`}${route.table === 'main' ? '' : ` table ${route.table}`}`;
  // IPv6 routes always have a metric; 1024 is the kernel's choice where nobody made one (IP6_RT_PRIO_USER).
  const said = more === ' metric 1024' && route.family === 'inet6' ? '' : more;
  return route.hops.map(({ via, device }) => [
    `${type}${destination} dev ${device}${said}`,
    { destination, via, device },
  ]);
}
