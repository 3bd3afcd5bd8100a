import type { Input, Kernel, Output, Refusal } from './contract.js';

/** Long enough for the protocol at the edge of a network, short enough for DHCP clients. */
const forwardDelay = 4;

/** Builds the bridge while nothing is attached, then attaches port by port; what goes wrong on the way is undone. */
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const { bridge_name, interfaces, stp_enabled } = input;
  const objection = await objectionTo(input, kernel);
  if (objection !== undefined) return objection;

  const first = interfaces[0] === undefined ? null : await kernel.link(interfaces[0]);
  const stp = stp_enabled ? { stp: true, forwardDelay } : { stp: false };
  try {
    await kernel.createBridge(bridge_name, first === null ? stp : { ...stp, mac: first.mac });
  } catch (error) {
    const refusal = refusalToCreate(error);
    if (refusal === undefined) throw error;
    return refused(refusal, messageOf(error));
  }

  const raised: string[] = [];
  try {
    for (const name of interfaces) {
      await kernel.attachPort(bridge_name, name);
      if (await raise(name, kernel)) raised.push(name);
    }
  } catch (error) {
    await kernel.deleteBridge(bridge_name);
    for (const name of raised) await kernel.setUp(name, false);
    const refusal = operationOf(error) === 'setUp' ? refusalToRaise(error) : refusalToAttach(error);
    if (refusal === undefined) throw error;
    return refused(refusal, messageOf(error));
  }
  const bridge = await kernel.bridge(bridge_name);
  if (bridge === null) throw new Error(`${bridge_name} vanished while it was being made`);
  return { success: true, bridge_name, mac: bridge.mac, resources_created: [bridge_name] };
}

/** Whether the port had to be brought up. */
async function raise(name: string, kernel: Kernel): Promise<boolean> {
  const port = await kernel.link(name);
  if (port === null) throw new Error(`${name} vanished while it was being attached`);
  if (port.up) return false;
  await kernel.setUp(name, true);
  return true;
}

async function objectionTo({ bridge_name, interfaces }: Input, kernel: Kernel): Promise<Output | undefined> {
  if ((await kernel.link(bridge_name)) !== null) {
    return refused('bridge already exists', `a device named ${bridge_name} is there already`);
  }
  for (const name of interfaces) {
    const port = await kernel.link(name);
    if (port === null) return refused('interface not found', `there is no interface ${name}`);
    if (port.master !== null) {
      return refused('interface already belongs to a bridge or bond', `${name} belongs to ${port.master}`);
    }
    if (port.kind === 'bridge' || port.kind === 'loopback') {
      return refused('interface cannot be a bridge port', `${name} is a ${port.kind}`);
    }
  }
  return undefined;
}

function refusalToCreate(error: unknown): Refusal | undefined {
  switch (codeOf(error)) {
    case 'EEXIST':
      return 'bridge already exists';
    case 'EINVAL':
      return 'bridge name is not a valid interface name';
    default:
      return undefined;
  }
}

function refusalToAttach(error: unknown): Refusal | undefined {
  switch (codeOf(error)) {
    case 'ENODEV':
      return 'interface not found';
    case 'EBUSY':
      return 'interface already belongs to a bridge or bond';
    case 'EINVAL':
      return 'interface cannot be a bridge port';
    case 'EPERM':
      return 'interface is protected';
    default:
      return undefined;
  }
}

function refusalToRaise(error: unknown): Refusal | undefined {
  switch (codeOf(error)) {
    case 'EINVAL':
      return 'interface cannot be brought up';
    case 'EPERM':
      return 'interface is protected';
    default:
      return undefined;
  }
}

function refused(refusal: Refusal, error: string): Output {
  return { success: false, refusal, error };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function operationOf(error: unknown): unknown {
  return error instanceof Error && 'operation' in error ? error.operation : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
