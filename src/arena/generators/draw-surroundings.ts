import { sameIp, parseIp } from '../../kernel/ip-address.ts';
import { setUp } from '../../kernel/mock/link.ts';
import { advance } from '../../kernel/mock/time.ts';
import type { LinkState, World } from '../../kernel/mock/world-schema.ts';
import * as build from '../../kernel/vocabulary/build-world.ts';
import type { Network } from '../../kernel/vocabulary/captures.ts';
import { attempt } from './attempt.ts';
import { drawMac } from './draw-mac.ts';
import type { Random } from './random.ts';

/** What is around the links of a drawn world: addresses and routes, machines on the wires, what bridges have learned. */

interface Reached extends Network {
  readonly gateway: string;
}

const networks: readonly [Reached, ...Reached[]] = [
  { address: '192.0.2.10', prefixLength: 24, family: 'inet', gateway: '192.0.2.1' },
  { address: '198.51.100.10', prefixLength: 24, family: 'inet', gateway: '198.51.100.1' },
  { address: '2001:db8::10', prefixLength: 64, family: 'inet6', gateway: '2001:db8::1' },
];

/** An address on a link, most times with the gateway on a wire the link reaches, and sometimes the default route. */
export function withNetwork(world: World, random: Random): World {
  const link = random.pick(world.links.filter(({ kind, master }) => kind !== 'loopback' && master === null));
  const { gateway, ...network } = random.pick(networks);
  if (link === undefined || world.addresses.some(({ address }) => address === network.address)) return world;
  const addressed = build.anAddress(world, link.name, network);
  const card = random.pick(cardsUnder(world, link));
  const hosted = card === undefined || random.chance(25) ? addressed : withHost(addressed, gateway, card, vlanOf(link));
  return link.up && random.chance(50) ? build.defaultRoute(hosted, gateway, link.name) : hosted;
}

function withHost(world: World, address: string, behind: string, vlan: number | null): World {
  const own = parseIp(address);
  const taken = world.wire.hosts.some((host) => {
    const other = parseIp(host.address);
    return own !== undefined && other !== undefined && sameIp(own, other);
  });
  return taken ? world : attempt(world, () => build.aHost(world, { address, behind, vlan }));
}

function vlanOf(link: LinkState): number | null {
  return link.kind === 'vlan' ? link.id : null;
}

/** Cards whose wires a link's frames can leave through. */
function cardsUnder(world: World, link: LinkState): readonly string[] {
  if (link.kind === 'ethernet') return [link.name];
  const below = world.links.filter(
    ({ name, master }) => master === link.name || (link.kind === 'vlan' && name === link.parent),
  );
  return below.flatMap((lower) => cardsUnder(world, lower));
}

/** Addresses a bridge has learned or was told, behind one of its ports. */
export function withFdbEntries(world: World, random: Random): World {
  const port = random.pick(world.links.filter((link) => link.port !== null));
  if (port === undefined || port.master === null) return world;
  const { name, master } = port;
  const count = random.integer(1, 3);
  return Array.from({ length: count }, () => drawMac(random)).reduce((current, mac) => {
    const origin = random.chance(75) ? 'learned' : 'static';
    return attempt(current, () => build.fdbEntry(current, master, mac, name, origin));
  }, world);
}

/** Ports that have just come up, and some of the time since: with spanning tree on they listen or learn. */
export function withMoment(world: World, random: Random): World {
  const ports = random.some(
    world.links.filter((link) => link.port !== null && link.up),
    2,
  );
  const risen = ports.reduce((current, { name }) => {
    const down = attempt(current, () => setUp(current, name, false));
    return attempt(down, () => setUp(down, name, true));
  }, world);
  return advance(risen, random.pick([0, 0, 1, 3.5, 15, 40]));
}
