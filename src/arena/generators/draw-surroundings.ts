import { findLink } from '../../kernel/mock/links.ts';
import { setUp } from '../../kernel/mock/link.ts';
import { probe } from '../../kernel/mock/probe.ts';
import { advance } from '../../kernel/mock/time.ts';
import type { LinkState, World } from '../../kernel/mock/world-schema.ts';
import { aHost, anAddress, defaultRoute, fdbEntry } from '../../kernel/vocabulary/build-world.ts';
import {
  aNeighbour,
  aSwitch,
  findHost,
  heardNeighbour,
  hostAsks,
  switchEntry,
} from '../../kernel/vocabulary/build-wire.ts';
import type { Network } from '../../kernel/vocabulary/captures.ts';
import { attempt } from './attempt.ts';
import { drawMac } from './draw-mac.ts';
import type { Random } from './random.ts';

/** What is around the links of a drawn world: addresses and routes, machines on the wires, what bridges have learned. */

interface Reached extends Network {
  readonly gateway: string;
}

const networks: readonly [Reached, Reached, Reached] = [
  { address: '192.0.2.10', prefixLength: 24, family: 'inet', gateway: '192.0.2.1' },
  { address: '198.51.100.10', prefixLength: 24, family: 'inet', gateway: '198.51.100.1' },
  { address: '2001:db8::10', prefixLength: 64, family: 'inet6', gateway: '2001:db8::1' },
];

const [first, second] = networks;
const ipv4Networks = [first, second] as const;

/**
 * A switch that several cards are plugged into, so that a move of an uplink stays in the same network. Seldom two ports of
 * one bridge, which is a loop without spanning tree.
 */
export function withSwitch(world: World, random: Random): World {
  const cards = world.links.filter(({ kind }) => kind === 'ethernet');
  const port = random.pick(cards.filter((card) => card.port !== null));
  const [drawn, ...rest] = random.some(cards, 3);
  const first = port !== undefined && random.chance(70) ? port : drawn;
  if (first === undefined) return world;
  const loop = random.chance(5);
  const others = rest.filter(
    (card) => card !== first && (card.master === null || card.master !== first.master || loop),
  );
  const name = 'sw0';
  const wired = attempt(world, () =>
    aSwitch(
      world,
      name,
      [first, ...others].map((card) => card.name),
    ),
  );
  if (wired === world || random.chance(40)) return wired;
  const behind = random.pick([first, ...others]);
  const mac = random.chance(50) ? (findLink(world, behind.master ?? '')?.mac ?? behind.mac) : drawMac(random);
  return attempt(wired, () => switchEntry(wired, name, mac, behind.name));
}

/** An address on a link, most times with the gateway on a wire the link reaches, and sometimes the default route. */
export function withNetwork(world: World, random: Random): World {
  const links = world.links.filter(({ kind, master }) => kind !== 'loopback' && master === null);
  // What is asked on a host of the network is mostly about its bridge.
  const bridges = links.filter(({ kind }) => kind === 'bridge');
  const link = random.pick(random.chance(65) && bridges.length > 0 ? bridges : links);
  // A link that goes down loses its IPv6 addresses.
  const { gateway, ...network } = random.pick(link?.up === false ? ipv4Networks : networks);
  if (link === undefined || world.addresses.some(({ address }) => address === network.address)) return world;
  const addressed = anAddress(world, link.name, network);
  const card = random.pick(cardsUnder(world, link));
  const hosted = card === undefined || random.chance(25) ? addressed : withHost(addressed, gateway, card, vlanOf(link));
  const talking = random.chance(60)
    ? attempt(hosted, () => hostAsks(hosted, gateway, network.address, random.pick([1, 5, 30])))
    : hosted;
  const known = random.chance(15) ? withNeighbour(talking, random, gateway, link.name) : talking;
  return link.up && random.chance(50) ? defaultRoute(known, gateway, link.name) : known;
}

/** One that has just answered, so that everybody on the way has heard it, or one that was there a while ago. */
function withNeighbour(world: World, random: Random, address: string, device: string): World {
  if (world.neighbours.some((one) => one.address === address && one.device === device)) return world;
  const host = findHost(world, address);
  if (host !== undefined && random.chance(50)) return attempt(world, () => probe(world, address).world);
  const mac = host?.mac ?? drawMac(random);
  const ago = random.pick([40, 75, 300, undefined]);
  return attempt(world, () =>
    ago === undefined
      ? aNeighbour(world, { address, device, mac, state: 'stale' })
      : heardNeighbour(world, { address, device, mac }, ago),
  );
}

/** Behind the card itself, or behind the switch it is plugged into. */
function withHost(world: World, address: string, card: string, vlan: number | null): World {
  if (findHost(world, address) !== undefined) return world;
  const behind = world.wire.switches.find(({ ports }) => ports.includes(card))?.name ?? card;
  return attempt(world, () => aHost(world, { address, behind, vlan }));
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
    return attempt(current, () => fdbEntry(current, master, mac, name, origin));
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
