import { isLoopbackIp, parseIp, sameIp, type IpAddress } from '../ip-address.ts';
import type { ProbeOptions, ProbeResult } from '../network.ts';
import { defaultProbeTimeout } from '../ranges.ts';
import { invalid } from '../refusal.ts';
import { waysOut, type Way } from './egress.ts';
import { learn } from './fdb.ts';
import { findLink, needLink } from './links.ts';
import { neighbourState, noteNeighbour } from './neighbour.ts';
import { isOwnAddress, nextHop, type Hop } from './routing.ts';
import { hostPort, seenAt, switchAt, switchNamed } from './switch-table.ts';
import { isMistaken, tellHosts } from './talk.ts';
import { advance } from './time.ts';
import { transmit } from './transmit.ts';
import type { HostState, World } from './world-schema.ts';

export interface Probed {
  readonly world: World;
  readonly result: ProbeResult;
}

/** Milliseconds. */
const localRtt = 0.05;
const wireRtt = 0.5;

/**
 * An echo request. It is answered when the target is an address of this machine and the loopback is up, or when a route
 * leads out of a device that has carrier and serves its own addresses, and next hop and target stand on that wire. The
 * answer is learned by the bridges it passes; waiting in vain lasts the time-out.
 * @throws Refusal ENODEV (`from`), EINVAL
 */
export function probe(world: World, target: string, options: ProbeOptions = {}): Probed {
  const address = parseIp(target);
  if (address === undefined) throw invalid(`"${target}" is no IP address`);
  if (options.from !== undefined) needLink(world, options.from);
  const timeout = options.timeoutSeconds ?? defaultProbeTimeout;
  if (isLoopbackIp(address) || isOwnAddress(world, address)) {
    return loopbackIsUp(world) ? reached(world, localRtt) : silent(world, timeout);
  }
  const hop = nextHop(world, address, options.from);
  if (hop === undefined) return silent(world, timeout);
  const sent = ask(world, hop);
  const answer = answerThrough(sent, hop, address);
  return answer === undefined ? silent(sent, timeout) : reached(hear(sent, answer), wireRtt);
}

/** The kernel delivers to its own addresses through the loopback device. */
function loopbackIsUp(world: World): boolean {
  return world.links.some((link) => link.kind === 'loopback' && link.up);
}

function reached(world: World, rttMs: number): Probed {
  return { world: advance(world, rttMs / 1_000), result: { reachable: true, rttMs } };
}

function silent(world: World, timeout: number): Probed {
  return { world: advance(world, timeout), result: { reachable: false, rttMs: null } };
}

/** The request leaves, and before it the question for the next hop's address where that is not known. */
function ask(world: World, hop: Hop): World {
  const link = findLink(world, hop.device);
  if (link?.master !== null) return world;
  const ways = waysOut(world, link);
  const sent = transmit(world, ways, link.mac);
  return isResolved(world, hop) ? sent : tellHosts(sent, ways, link.name, link.mac);
}

function isResolved(world: World, { device, address }: Hop): boolean {
  return world.neighbours.some((one) => {
    const known = parseIp(one.address);
    const here = one.device === device && known !== undefined && sameIp(known, address);
    return here && neighbourState(world, one) === 'reachable';
  });
}

interface Answer {
  readonly way: Way;
  readonly hop: Hop;
  /** The next hop, whose MAC address the answer's frames carry. */
  readonly host: HostState;
}

/**
 * The request itself tells every switch it passes where this machine is, so the answer finds back. It is lost in a storm,
 * and where the host remembers another hardware address.
 */
function answerThrough(world: World, hop: Hop, target: IpAddress): Answer | undefined {
  const link = findLink(world, hop.device);
  // A port's or member's frames belong to its master: an address left on one is deaf (`br_handle_frame`).
  if (link?.master !== null) return undefined;
  for (const way of waysOut(world, link)) {
    const on = switchAt(world, way.wire);
    if (on !== undefined && on.storm !== null) continue;
    const there = world.wire.hosts.filter(({ behind }) => behind === way.wire || behind === on?.name);
    const host = there.find((one) => one.vlan === way.vlan && isAt(one, hop.address));
    const answers = host !== undefined && !isMistaken(world, host, link) && there.some((one) => isAt(one, target));
    if (answers) return { way, hop, host };
  }
  return undefined;
}

function isAt(host: HostState, address: IpAddress): boolean {
  const own = parseIp(host.address);
  return own !== undefined && sameIp(own, address);
}

/** ARP and echo reply teach the neighbour table and the bridges on the way. */
function hear(world: World, { way, hop, host }: Answer): World {
  const known = noteNeighbour(world, host, hop.device);
  const on = switchNamed(known, host.behind);
  const passed = on === undefined ? known : seenAt(known, on, hostPort(host), host.mac, host.vlan);
  return way.learned.reduce((current, { bridge, port }) => learn(current, bridge, port, host.mac), passed);
}
