import { eventsDue } from './events.ts';
import { findLink } from './links.ts';
import { noteCarrier, setPort } from './settle-bridge.ts';
import { settle } from './settle.ts';
import { stormsDue } from './storm.ts';
import { talksDue } from './talk.ts';
import type { FdbState, LinkState, World } from './world-schema.ts';

/**
 * Virtual time. Between two moments everything that is due happens in order of its time; a thing that has a time of its
 * own (a switch's table, a fault) joins by giving its next moment and what happens then.
 */

/** The world after `seconds`; the clock counts whole microseconds, so that sums stay exact. */
export function advance(world: World, seconds: number): World {
  const until = micro(world.clock + seconds);
  let current = world;
  for (let due = nextMoment(current); due !== undefined && due <= until; due = nextMoment(current)) {
    current = happen({ ...current, clock: Math.max(due, current.clock) });
  }
  return { ...current, clock: until };
}

/** Lets time pass until no port is on its way to forwarding any more. */
export function portsAtRest(world: World): World {
  const timers = world.links.flatMap(({ port }) => (port === null || port.timer === null ? [] : [port.timer]));
  return timers.length === 0 ? world : portsAtRest(advance(world, Math.min(...timers) - world.clock));
}

function micro(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}

function nextMoment(world: World): number | undefined {
  let next = Infinity;
  for (const { port } of world.links) if (port !== null && port.timer !== null) next = Math.min(next, port.timer);
  for (const entry of world.fdb) next = Math.min(next, expiry(world, entry));
  for (const { at } of world.schedule) next = Math.min(next, at);
  for (const { talks } of world.wire.hosts) if (talks !== null) next = Math.min(next, talks.next);
  for (const { storm } of world.wire.switches) if (storm !== null) next = Math.min(next, storm);
  return next === Infinity ? undefined : next;
}

function happen(world: World): World {
  const aged = { ...world, fdb: world.fdb.filter((entry) => expiry(world, entry) > world.clock) };
  const ports = aged.links.filter(
    (link) => link.port !== null && link.port.timer !== null && link.port.timer <= world.clock,
  );
  const settled = ports.length === 0 ? aged : settle(ports.reduce(forwardDelayOver, aged));
  return talksDue(stormsDue(eventsDue(settled)));
}

/** A learned address is forgotten after the bridge's ageing time without traffic; others never. */
function expiry(world: World, entry: FdbState): number {
  if (entry.seen === null) return Infinity;
  const bridge = findLink(world, entry.bridge);
  return bridge?.kind === 'bridge' ? entry.seen + bridge.ageingTime : Infinity;
}

/** `br_forward_delay_timer_expired`: listening, learning, forwarding. */
function forwardDelayOver(world: World, link: LinkState): World {
  const bridge = link.master === null ? undefined : findLink(world, link.master);
  if (bridge?.kind !== 'bridge') return world;
  if (link.port?.state === 'listening') {
    return setPort(world, link, { state: 'learning', timer: micro(world.clock + bridge.forwardDelay) });
  }
  return noteCarrier(setPort(world, link, { state: 'forwarding', timer: null }), bridge.name);
}

/**
 * The same world at another time: what is under way has as much time left as before. A rollback uses it, because time
 * never goes back.
 */
export function atClock(world: World, clock: number): World {
  const shift = clock - world.clock;
  if (shift === 0) return world;
  return {
    ...world,
    clock,
    links: world.links.map((link) => shiftTimer(link, shift)),
    fdb: world.fdb.map((entry) => (entry.seen === null ? entry : { ...entry, seen: micro(entry.seen + shift) })),
    neighbours: world.neighbours.map((one) =>
      one.confirmed === null ? one : { ...one, confirmed: micro(one.confirmed + shift) },
    ),
    wire: shiftWire(world.wire, shift),
    schedule:
      world.schedule.length === 0
        ? world.schedule
        : world.schedule.map(({ at, does }) => ({ at: micro(at + shift), does })),
  };
}

function shiftWire(wire: World['wire'], shift: number): World['wire'] {
  const { hosts, switches } = wire;
  if (switches.length === 0 && hosts.every(({ talks }) => talks === null)) return wire;
  return {
    hosts: hosts.map((host) =>
      host.talks === null ? host : { ...host, talks: { ...host.talks, next: micro(host.talks.next + shift) } },
    ),
    switches: switches.map((on) => ({
      ...on,
      entries: on.entries.map((entry) => ({ ...entry, seen: micro(entry.seen + shift) })),
      storm: on.storm === null ? null : micro(on.storm + shift),
    })),
  };
}

function shiftTimer(link: LinkState, shift: number): LinkState {
  const { port } = link;
  return port === null || port.timer === null ? link : { ...link, port: { ...port, timer: micro(port.timer + shift) } };
}
