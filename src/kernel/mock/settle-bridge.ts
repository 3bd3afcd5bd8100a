import { InternalError } from '../../errors/internal-error.ts';
import { hasCarrier } from './carrier.ts';
import { alignOwnEntries, flushLearned } from './fdb.ts';
import { findLink, linksUnder, putLink } from './links.ts';
import { isRedundant } from './storm.ts';
import type { BridgeState, LinkState, PortData, World } from './world-schema.ts';

/** What follows in a bridge from its ports and its own state (net/bridge/br_stp_if.c, br_if.c, br_stp.c). */
export function settleBridge(world: World, name: string): World {
  if (isAtRest(world, bridgeOf(world, name), linksUnder(world, name))) return world;
  // Address first, ports after: `br_add_if` does so, and a bridge that was empty loses its carrier in between.
  const settled = settlePorts(followMac(world, name), name);
  return alignOwnEntries(followMtu(blockLoops(settled, name), name), name);
}

/** Nearly every time nothing is to be done, and this finds it out without making anything. */
function isAtRest(world: World, bridge: BridgeState, ports: readonly LinkState[]): boolean {
  return (
    ports.every((port) => shouldRun(world, bridge, port) === isRunning(port)) &&
    followedMac(bridge, ports) === bridge.mac &&
    followedMtu(bridge, ports) === bridge.mtu &&
    toBlock(world, bridge) === undefined &&
    alignOwnEntries(world, bridge.name) === world
  );
}

/** While bridge and port are up and the port has carrier (`br_port_carrier_check`, `br_stp_enable_bridge`). */
function shouldRun(world: World, bridge: BridgeState, port: LinkState): boolean {
  return bridge.up && hasCarrier(world, port);
}

function isRunning(port: LinkState): boolean {
  return port.port !== null && port.port.state !== 'disabled';
}

function settlePorts(world: World, name: string): World {
  return linksUnder(world, name).reduce((current, port) => {
    const runs = shouldRun(current, bridgeOf(current, name), port);
    if (runs === isRunning(port)) return current;
    const changed = setPort(current, port, { state: runs ? 'blocking' : 'disabled', timer: null });
    return selectPortStates(runs ? changed : flushLearned(changed, port.name), name);
  }, world);
}

/**
 * `br_port_state_selection`: blocking ports start on their way to forwarding, and the bridge has carrier when a port
 * forwards. With STP a port stays blocking while an earlier one leads into the same switch, which hands the bridge's own BPDUs
 * back.
 */
export function selectPortStates(world: World, name: string): World {
  const bridge = bridgeOf(world, name);
  const started = linksUnder(world, name)
    .filter((port) => port.port?.state === 'blocking')
    .reduce((current, port) => {
      const blocked = canBlock(current, bridge) && isRedundant(current, bridge, port);
      return blocked ? current : setPort(current, port, startOf(bridge, world.clock));
    }, world);
  return noteCarrier(started, name);
}

function canBlock(world: World, bridge: BridgeState): boolean {
  return bridge.stp && world.wire.switches.length > 0;
}

/** A port on its way or forwarding that has become the second into a switch. */
function toBlock(world: World, bridge: BridgeState): LinkState | undefined {
  if (!canBlock(world, bridge)) return undefined;
  return linksUnder(world, bridge.name).find(
    (port) => isRunning(port) && port.port?.state !== 'blocking' && isRedundant(world, bridge, port),
  );
}

/** The second port into a switch hears the bridge's own BPDUs from the first (`br_become_designated_port`). */
function blockLoops(world: World, name: string): World {
  const port = toBlock(world, bridgeOf(world, name));
  if (port === undefined) return world;
  const blocked = flushLearned(setPort(world, port, { state: 'blocking', timer: null }), port.name);
  return blockLoops(noteCarrier(blocked, name), name);
}

/** `br_make_forwarding`. */
function startOf(bridge: BridgeState, clock: number): PortData {
  if (!bridge.stp || bridge.forwardDelay === 0) return { state: 'forwarding', timer: null };
  return { state: 'listening', timer: clock + bridge.forwardDelay };
}

/** Carrier of the bridge from its ports' states. */
export function noteCarrier(world: World, name: string): World {
  const bridge = bridgeOf(world, name);
  const carrier = linksUnder(world, name).some((port) => port.port?.state === 'forwarding');
  return carrier === bridge.carrier ? world : putLink(world, { ...bridge, carrier, carrierSeen: true });
}

function followMac(world: World, name: string): World {
  const bridge = bridgeOf(world, name);
  return changeBridgeMac(world, bridge, followedMac(bridge, linksUnder(world, name)));
}

/** `br_stp_recalculate_bridge_id`: the lowest port address, unless one was set by hand. */
function followedMac(bridge: BridgeState, ports: readonly LinkState[]): string {
  if (bridge.macSet || ports.length === 0) return bridge.mac;
  return ports.reduce((least, { mac }) => (least === '' || mac < least ? mac : least), '');
}

/** `br_stp_change_bridge_id`: a new address makes port states be selected anew. */
export function changeBridgeMac(world: World, bridge: BridgeState, mac: string): World {
  return mac === bridge.mac ? world : selectPortStates(putLink(world, { ...bridge, mac }), bridge.name);
}

function followMtu(world: World, name: string): World {
  const bridge = bridgeOf(world, name);
  const mtu = followedMtu(bridge, linksUnder(world, name));
  return mtu === bridge.mtu ? world : putLink(world, { ...bridge, mtu });
}

/** `br_mtu_auto_adjust`: the least MTU of the ports, unless one was set by hand. */
function followedMtu(bridge: BridgeState, ports: readonly LinkState[]): number {
  if (bridge.mtuSet || ports.length === 0) return bridge.mtu;
  return ports.reduce((least, { mtu }) => Math.min(least, mtu), Infinity);
}

export function setPort(world: World, link: LinkState, port: PortData): World {
  return putLink(world, { ...link, port });
}

function bridgeOf(world: World, name: string): BridgeState {
  const link = findLink(world, name);
  if (link?.kind !== 'bridge') throw new InternalError(`"${name}" is no bridge in the mock world.`);
  return link;
}
