import type { Bridge, Link } from '../kernel.js';
import type { Input, Kernel, Output, Refusal } from './contract.js';

/** Seconds an interface that has just been brought up is given to find its carrier. */
const patience = 5;

/**
 * Looks at everything first, takes the old uplink out before the new one goes in, so that both are never in the same
 * network at once, and pins the address the bridge had.
 */
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const { bridge_name, uplink, replaces } = input;
  const bridge = await kernel.bridge(bridge_name);
  if (bridge === null) return refused('bridge not found', `there is no bridge ${bridge_name}`);
  const link = await kernel.link(uplink);
  if (link === null) return refused('uplink not found', `there is no interface ${uplink}`);

  const moving = replaces !== '' && replaces !== uplink && hasPort(bridge, replaces);
  if (link.master === bridge_name && !moving && link.up) return done(input, bridge.mac, false);
  const objection = objectionTo(input, bridge, link);
  if (objection !== undefined) return objection;

  const raised = !link.up;
  if (raised) {
    try {
      await kernel.setUp(uplink, true);
    } catch (error) {
      if (codeOf(error) !== 'EINVAL') throw error;
      return refused('uplink cannot be brought up', error instanceof Error ? error.message : uplink);
    }
  }
  if (moving && !(await carrierOf(uplink, kernel))) {
    if (raised) await kernel.setUp(uplink, false);
    return refused('new uplink has no carrier', `${uplink} has no carrier; ${replaces} stays the uplink`);
  }
  const refusal = await move(bridge, link, moving ? replaces : undefined, kernel);
  if (refusal !== undefined) {
    if (raised) await kernel.setUp(uplink, false);
    return refusal;
  }
  const after = await kernel.bridge(bridge_name);
  if (after === null) throw new Error(`${bridge_name} vanished while its uplink was being moved`);
  return done(input, after.mac, true);
}

function objectionTo({ bridge_name, uplink, replaces }: Input, bridge: Bridge, link: Link): Output | undefined {
  if (link.master !== null && link.master !== bridge_name) {
    return refused('uplink belongs to another bridge or bond', `${uplink} belongs to ${link.master}`);
  }
  if (link.kind === 'bridge' || link.kind === 'loopback') {
    return refused('uplink cannot be a bridge port', `${uplink} is a ${link.kind}`);
  }
  if (link.parent === bridge.name) {
    return refused('uplink cannot be a bridge port', `${uplink} stands on ${bridge_name} itself`);
  }
  const moved = link.master === bridge_name;
  if (replaces !== '' && !moved && !hasPort(bridge, replaces)) {
    return refused('replaced port is not a port of the bridge', `${replaces} is not a port of ${bridge_name}`);
  }
  return undefined;
}

/** The refusal, after everything has been put back, or nothing when the uplink is where it should be. */
async function move(
  bridge: Bridge,
  link: Link,
  replaced: string | undefined,
  kernel: Kernel,
): Promise<Output | undefined> {
  const joins = link.master !== bridge.name;
  let joined = false;
  try {
    if (replaced !== undefined) await kernel.detachPort(bridge.name, replaced);
    if (joins) await kernel.attachPort(bridge.name, link.name);
    joined = joins;
    // A bridge that has had no port yet has no address the network knows. Pinned only now: it cannot be taken back.
    if (bridge.ports.length > 0) await kernel.setMac(bridge.name, bridge.mac);
    return undefined;
  } catch (error) {
    if (joined) await kernel.detachPort(bridge.name, link.name);
    if (replaced !== undefined) await kernel.attachPort(bridge.name, replaced);
    const refusal = joined || !joins ? refusalToPin(error) : refusalToAttach(error);
    if (refusal === undefined) throw error;
    return refused(refusal, error instanceof Error ? error.message : String(error));
  }
}

async function carrierOf(name: string, kernel: Kernel): Promise<boolean> {
  for (let waited = 0; ; waited += 1) {
    const link = await kernel.link(name);
    if (link?.carrier === true) return true;
    if (waited >= patience) return false;
    await kernel.sleep(1);
  }
}

function refusalToAttach(error: unknown): Refusal | undefined {
  switch (codeOf(error)) {
    case 'ENODEV':
      return 'uplink not found';
    // It had no master a moment ago: busy is what stands on the bridge, however many VLANs lie between.
    case 'EBUSY':
    case 'EINVAL':
      return 'uplink cannot be a bridge port';
    case 'EPERM':
      return 'uplink is protected';
    default:
      return undefined;
  }
}

function refusalToPin(error: unknown): Refusal | undefined {
  return codeOf(error) === 'EPERM' ? 'bridge is protected' : undefined;
}

function hasPort(bridge: Bridge, name: string): boolean {
  return bridge.ports.some((port) => port.name === name);
}

function done({ bridge_name, uplink }: Input, mac: string, changed: boolean): Output {
  return { success: true, bridge_name, uplink, mac, changed };
}

function refused(refusal: Refusal, error: string): Output {
  return { success: false, refusal, error };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
