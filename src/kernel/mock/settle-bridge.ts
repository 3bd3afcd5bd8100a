import { InternalError } from '../../errors/internal-error.ts';
import { hasCarrier } from './carrier.ts';
import { alignOwnEntries, flushLearned } from './fdb.ts';
import { findLink, linksUnder, putLink } from './links.ts';
import type { BridgeState, LinkState, PortData, World } from './world-schema.ts';

/** What follows in a bridge from its ports and its own state (net/bridge/br_stp_if.c, br_if.c, br_stp.c). */
export function settleBridge(world: World, name: string): World {
  const withPorts = settlePorts(world, name);
  return alignOwnEntries(followMtu(followMac(withPorts, name), name), name);
}

/** A port runs while bridge and port are up and the port has carrier (`br_port_carrier_check`, `br_stp_enable_bridge`). */
function settlePorts(world: World, name: string): World {
  return linksUnder(world, name).reduce((current, port) => {
    const runs = bridgeOf(current, name).up && hasCarrier(current, port);
    if (runs === (port.port?.state !== 'disabled')) return current;
    const changed = setPort(current, port, { state: runs ? 'blocking' : 'disabled', timer: null });
    return selectPortStates(runs ? changed : flushLearned(changed, port.name), name);
  }, world);
}

/**
 * `br_port_state_selection`: blocking ports start on their way to forwarding, and the bridge has carrier when a port
 * forwards. Loops through other switches, which would keep a port blocking, are not modelled yet.
 */
export function selectPortStates(world: World, name: string): World {
  const bridge = bridgeOf(world, name);
  const started = linksUnder(world, name)
    .filter((port) => port.port?.state === 'blocking')
    .reduce((current, port) => setPort(current, port, startOf(bridge, world.clock)), world);
  return noteCarrier(started, name);
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

/** `br_stp_recalculate_bridge_id`: the lowest port address, unless one was set by hand. */
function followMac(world: World, name: string): World {
  const bridge = bridgeOf(world, name);
  if (bridge.macSet) return world;
  const lowest = linksUnder(world, name).reduce<string | undefined>(
    (least, { mac }) => (least === undefined || mac < least ? mac : least),
    undefined,
  );
  return lowest === undefined ? world : changeBridgeMac(world, bridge, lowest);
}

/** `br_stp_change_bridge_id`: a new address makes port states be selected anew. */
export function changeBridgeMac(world: World, bridge: BridgeState, mac: string): World {
  return mac === bridge.mac ? world : selectPortStates(putLink(world, { ...bridge, mac }), bridge.name);
}

/** `br_mtu_auto_adjust`: the least MTU of the ports, unless one was set by hand. */
function followMtu(world: World, name: string): World {
  const bridge = bridgeOf(world, name);
  const ports = linksUnder(world, name);
  if (bridge.mtuSet || ports.length === 0) return world;
  const mtu = Math.min(...ports.map((port) => port.mtu));
  return mtu === bridge.mtu ? world : putLink(world, { ...bridge, mtu });
}

export function setPort(world: World, link: LinkState, port: PortData): World {
  return putLink(world, { ...link, port });
}

function bridgeOf(world: World, name: string): BridgeState {
  const link = findLink(world, name);
  if (link?.kind !== 'bridge') throw new InternalError(`"${name}" is no bridge in the mock world.`);
  return link;
}
