import { isLoopbackIp, parseIp, sameIp, type IpAddress } from '../ip-address.ts';
import type { ProbeOptions, ProbeResult } from '../network.ts';
import { defaultProbeTimeout } from '../ranges.ts';
import { invalid } from '../refusal.ts';
import { waysOut, type Way } from './egress.ts';
import { learn } from './fdb.ts';
import { findLink, needLink } from './links.ts';
import { isOwnAddress, nextHop, type Hop } from './routing.ts';
import { advance } from './time.ts';
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
  const answer = hop === undefined ? undefined : answerThrough(world, hop, address);
  return answer === undefined ? silent(world, timeout) : reached(hear(world, answer), wireRtt);
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

interface Answer {
  readonly way: Way;
  readonly hop: Hop;
  /** The next hop, whose MAC address the answer's frames carry. */
  readonly host: HostState;
}

function answerThrough(world: World, hop: Hop, target: IpAddress): Answer | undefined {
  const link = findLink(world, hop.device);
  // A port's or member's frames belong to its master: an address left on one is deaf (`br_handle_frame`).
  if (link?.master !== null) return undefined;
  for (const way of waysOut(world, link)) {
    const host = world.wire.hosts.find(
      (one) => one.behind === way.wire && one.vlan === way.vlan && isAt(one, hop.address),
    );
    if (host === undefined) continue;
    const there = world.wire.hosts.some((one) => one.behind === way.wire && isAt(one, target));
    if (there) return { way, hop, host };
  }
  return undefined;
}

function isAt(host: HostState, address: IpAddress): boolean {
  const own = parseIp(host.address);
  return own !== undefined && sameIp(own, address);
}

/** ARP and echo reply teach the neighbour table and the bridges on the way. */
function hear(world: World, { way, hop, host }: Answer): World {
  const others = world.neighbours.filter(({ address, device }) => address !== host.address || device !== hop.device);
  const neighbour = {
    address: host.address,
    device: hop.device,
    mac: host.mac,
    state: 'reachable',
    confirmed: world.clock,
  } as const;
  const known: World = { ...world, neighbours: [...others, neighbour] };
  return way.learned.reduce((current, { bridge, port }) => learn(current, bridge, port, host.mac), known);
}
