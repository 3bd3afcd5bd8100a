import { waysOut } from './egress.ts';
import { learn } from './fdb.ts';
import { linksUnder } from './links.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { putSwitch, seenAt, switchAt } from './switch-table.ts';
import type { BridgeState, LinkState, SwitchState, World } from './world-schema.ts';

/**
 * Two ports of one bridge that forward into the same switch are a loop: a broadcast circles for ever, its sender turns up
 * behind one port and then the other, here and there, and hardly anything else gets through.
 */

/** Seconds between two rounds; odd, so that someone who looks at whole seconds sees addresses wander. */
const round = 0.7;

export interface Loop {
  readonly bridge: BridgeState;
  /** Ports of the bridge that close it, with the card of each; two or more. */
  readonly ports: readonly { readonly port: string; readonly card: string }[];
  readonly vlan: number | null;
}

/** Loops begin and end with what is attached, forwards and has carrier. */
export function noteLoops(world: World): World {
  return world.wire.switches.reduce((current, on) => {
    const looped = loopsAt(world, on).length > 0;
    if (looped === (on.storm !== null)) return current;
    return putSwitch(current, { ...on, storm: looped ? world.clock + round : null });
  }, world);
}

function loopsAt(world: World, on: SwitchState): readonly Loop[] {
  const bridges = world.links.filter((link): link is BridgeState => link.kind === 'bridge');
  return bridges.flatMap((bridge) => {
    const entries = linksUnder(world, bridge.name)
      .filter((port) => port.port?.state === 'forwarding')
      .flatMap((port) => entrances(world, on, port));
    return [...new Set(entries.map(({ vlan }) => vlan))].flatMap((vlan) => {
      const ports = entries.filter((one) => one.vlan === vlan);
      return ports.length < 2 ? [] : [{ bridge, ports, vlan }];
    });
  });
}

interface Entrance {
  readonly port: string;
  readonly card: string;
  readonly vlan: number | null;
}

/** One for each tag: the members of a bond are one way in. */
function entrances(world: World, on: SwitchState, port: LinkState): readonly Entrance[] {
  const found = new Map<number | null, Entrance>();
  for (const { wire, vlan } of waysOut(world, port)) {
    if (on.ports.includes(wire) && !found.has(vlan)) found.set(vlan, { port: port.name, card: wire, vlan });
  }
  return [...found.values()];
}

/** Whether a port leads into a switch that an earlier port of its bridge leads into as well. */
export function isRedundant(world: World, bridge: BridgeState, port: LinkState): boolean {
  const reached = new Set(keysOf(world, port));
  return linksUnder(world, bridge.name)
    .slice(
      0,
      linksUnder(world, bridge.name).findIndex(({ name }) => name === port.name),
    )
    .filter(({ port: data }) => data !== null && data.state !== 'disabled' && data.state !== 'blocking')
    .some((earlier) => keysOf(world, earlier).some((key) => reached.has(key)));
}

function keysOf(world: World, port: LinkState): readonly string[] {
  return waysOut(world, port).flatMap(({ wire, vlan }) => {
    const on = switchAt(world, wire);
    return on === undefined ? [] : [`${on.name}/${vlan ?? ''}`];
  });
}

/** The rounds that are due now. */
export function stormsDue(world: World): World {
  return world.wire.switches.reduce((current, on) => {
    if (on.storm === null || on.storm > world.clock) return current;
    const circled = loopsAt(current, on).reduce((one, loop) => circle(one, on.name, loop), current);
    return circled.wire.switches.reduce(
      (next, now) => (now.name === on.name ? putSwitch(next, { ...now, storm: world.clock + round }) : next),
      circled,
    );
  }, world);
}

/** Every sender of broadcasts turns up one port further, on the bridge and on the switch. */
function circle(world: World, name: string, loop: Loop): World {
  const senders = world.wire.hosts.filter((host) => host.behind === name && host.vlan === loop.vlan);
  const shifted = senders.reduce((current, { mac }) => {
    const at = current.fdb.find((entry) => entry.bridge === loop.bridge.name && entry.mac === mac)?.port;
    const { port } = nextAfter(loop, (one) => one.port === at);
    return learn(current, loop.bridge.name, port, mac);
  }, world);
  return [...senders.map(({ mac }) => mac), loop.bridge.mac].reduce((current, mac) => {
    const on = current.wire.switches.find((one) => one.name === name);
    if (on === undefined) return current;
    const at = on.entries.find((entry) => entry.mac === mac && entry.vlan === loop.vlan)?.port;
    return seenAt(current, on, nextAfter(loop, (one) => one.card === at).card, mac, loop.vlan);
  }, shifted);
}

function nextAfter(loop: Loop, isThis: (one: Loop['ports'][number]) => boolean): Loop['ports'][number] {
  const next = loop.ports[(loop.ports.findIndex(isThis) + 1) % loop.ports.length];
  if (next === undefined) throw new InternalError('A loop without ports.');
  return next;
}
