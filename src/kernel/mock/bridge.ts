import { clampDelay, refuseDelay } from '../forward-delay.ts';
import type { BridgeOptions, StpOptions } from '../network.ts';
import { defaultAgeingTime, defaultForwardDelay } from '../ranges.ts';
import { attachPort } from './bridge-port.ts';
import { derivedMac } from './derived-mac.ts';
import { raise } from './link.ts';
import { addLink, needBridge, putLink } from './links.ts';
import { removeLink } from './remove-link.ts';
import { noteCarrier, selectPortStates } from './settle-bridge.ts';
import { settle } from './settle.ts';
import type { BridgeState, World } from './world-schema.ts';

/**
 * All or nothing: bridge, options, ports in order, up.
 * @throws Refusal EEXIST, ENODEV (port), EBUSY (port has a master), EINVAL
 */
export function createBridge(world: World, name: string, options: BridgeOptions = {}): World {
  const stp = options.stp ?? false;
  const delay = options.forwardDelay ?? defaultForwardDelay;
  refuseDelay(stp, delay);
  const bridge = { ...newBridge(name), stp, forwardDelay: delay };
  const { mac } = options;
  const created = addLink(world, mac === undefined ? bridge : { ...bridge, mac, macSet: true });
  // An address or STP at creation makes port states be selected (`br_dev_newlink`), which takes the carrier away.
  const placed = settle(stp || mac !== undefined ? noteCarrier(created, name) : created);
  const attached = (options.ports ?? []).reduce((current, port) => attachPort(current, name, port), placed);
  return settle(raise(attached, needBridge(attached, name)));
}

function newBridge(name: string): BridgeState {
  return {
    kind: 'bridge',
    name,
    up: false,
    mac: derivedMac(name),
    mtu: 1500,
    master: null,
    port: null,
    stp: false,
    forwardDelay: defaultForwardDelay,
    ageingTime: defaultAgeingTime,
    macSet: false,
    mtuSet: false,
    carrier: true,
    carrierSeen: false,
  };
}

/** Ports are released, VLANs on the bridge go with it. @throws Refusal ENODEV, EINVAL (no bridge) */
export function deleteBridge(world: World, name: string): World {
  return settle(removeLink(world, needBridge(world, name).name));
}

/**
 * Turning STP on leaves ports that forward as they are; turning it off leaves ports on their way (seen on 6.18). A delay
 * out of range is moved into it when STP goes on without a new one (`br_stp_start`).
 * @throws Refusal ENODEV, EINVAL
 */
export function setStp(world: World, name: string, options: StpOptions): World {
  const bridge = needBridge(world, name);
  const asked = options.forwardDelay;
  if (asked !== undefined) refuseDelay(options.enabled, asked);
  const kept = options.enabled ? clampDelay(bridge.forwardDelay) : bridge.forwardDelay;
  const changed = putLink(world, { ...bridge, stp: options.enabled, forwardDelay: asked ?? kept });
  return settle(options.enabled && !bridge.stp ? selectPortStates(changed, name) : changed);
}
