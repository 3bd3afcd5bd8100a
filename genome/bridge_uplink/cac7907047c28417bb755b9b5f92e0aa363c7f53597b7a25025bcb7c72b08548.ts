import type { Bridge, Link } from '../kernel.js';
import type { Input, Kernel, Output, Refusal } from './contract.js';

/** Notes how to undo each step before it takes the next, and sets the address back only where it has shifted. */
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const { bridge_name, uplink, replaces } = input;
  const bridge = await kernel.bridge(bridge_name);
  const link = await kernel.link(uplink);
  if (bridge === null) return refuse('bridge not found');
  if (link === null) return refuse('uplink not found');
  const leaving = replaces === uplink ? undefined : bridge.ports.find((port) => port.name === replaces)?.name;
  const refusal = judge(input, link, leaving);
  if (refusal !== undefined) return refuse(refusal);

  // What to do, in reverse, should a later step fail.
  const undo: (() => Promise<void>)[] = [];
  try {
    if (!link.up) {
      await kernel.setUp(uplink, true);
      undo.unshift(() => kernel.setUp(uplink, false));
    }
    if (leaving !== undefined) {
      if (!(await findsCarrier(uplink, kernel))) return await backOut(undo, 'new uplink has no carrier');
      await kernel.detachPort(bridge_name, leaving);
      undo.unshift(() => kernel.attachPort(bridge_name, leaving));
    }
    if (link.master === null) {
      await kernel.attachPort(bridge_name, uplink);
      undo.unshift(() => kernel.detachPort(bridge_name, uplink));
    }
    const changed = undo.length > 0;
    return { success: true, bridge_name, uplink, mac: await keepAddress(bridge, kernel), changed };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const operation = error instanceof Error && 'operation' in error ? error.operation : undefined;
    if (code === 'EPERM') return await backOut(undo, operation === 'setMac' ? 'bridge is protected' : 'uplink is protected');
    if (code === 'EINVAL' && operation === 'setUp') return await backOut(undo, 'uplink cannot be brought up');
    // Busy, though a member of nothing: it stands on the bridge, with VLANs between.
    if (code === 'EINVAL' || code === 'EBUSY') return await backOut(undo, 'uplink cannot be a bridge port');
    for (const step of undo) await step();
    throw error;
  }
}

function judge({ bridge_name, replaces }: Input, link: Link, leaving: string | undefined): Refusal | undefined {
  if (link.master === bridge_name) return undefined;
  if (link.master !== null) return 'uplink belongs to another bridge or bond';
  if (link.parent === bridge_name) return 'uplink cannot be a bridge port';
  if (link.kind === 'bridge' || link.kind === 'loopback') return 'uplink cannot be a bridge port';
  return replaces !== '' && leaving === undefined ? 'replaced port is not a port of the bridge' : undefined;
}

async function findsCarrier(name: string, kernel: Kernel): Promise<boolean> {
  for (let look = 0; look <= 5; look += 1) {
    if (look > 0) await kernel.sleep(1);
    if ((await kernel.link(name))?.carrier === true) return true;
  }
  return false;
}

/** The address the bridge has in the end. A bridge that had no port had no address the network knew. */
async function keepAddress(before: Bridge, kernel: Kernel): Promise<string> {
  const after = await kernel.bridge(before.name);
  if (after === null) throw new Error(`${before.name} is gone`);
  if (before.ports.length === 0 || after.mac === before.mac) return after.mac;
  await kernel.setMac(before.name, before.mac);
  return before.mac;
}

async function backOut(undo: readonly (() => Promise<void>)[], refusal: Refusal): Promise<Output> {
  for (const step of undo) await step();
  return refuse(refusal);
}

function refuse(refusal: Refusal): Output {
  return { success: false, refusal };
}
