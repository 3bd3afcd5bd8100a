import type { Input, Kernel, Output, Refusal } from './contract.js';

/** Checks everything against one picture of all links, then asks the kernel for the whole bridge in one operation. */
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const { bridge_name, interfaces, stp_enabled } = input;
  const links = new Map((await kernel.links()).map((link) => [link.name, link]));
  if (links.has(bridge_name)) return refuse('bridge already exists', bridge_name);

  const ports = [];
  for (const name of interfaces) {
    const link = links.get(name);
    if (link === undefined) return refuse('interface not found', name);
    if (link.master !== null) return refuse('interface already belongs to a bridge or bond', name);
    if (link.kind === 'bridge' || link.kind === 'loopback') return refuse('interface cannot be a bridge port', name);
    ports.push(link);
  }
  if (new Set(interfaces).size < interfaces.length) {
    return refuse('interface already belongs to a bridge or bond', 'an interface is named twice');
  }

  const address = ports[0]?.mac;
  try {
    await kernel.createBridge(bridge_name, {
      ports: interfaces,
      stp: stp_enabled,
      ...(stp_enabled ? { forwardDelay: 4 } : {}),
      ...(address === undefined ? {} : { mac: address }),
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const detail = error instanceof Error ? error.message : '';
    if (code === 'EEXIST') return refuse('bridge already exists', detail);
    if (code === 'ENODEV') return refuse('interface not found', detail);
    if (code === 'EBUSY') return refuse('interface already belongs to a bridge or bond', detail);
    if (code === 'EPERM') return refuse('interface is protected', detail);
    if (code === 'EINVAL') return refuse(blame(bridge_name), detail);
    throw error;
  }
  const down = ports.filter((port) => !port.up).map((port) => port.name);
  for (const [at, name] of down.entries()) {
    try {
      await kernel.setUp(name, true);
    } catch (error) {
      await kernel.deleteBridge(bridge_name);
      for (const risen of down.slice(0, at)) await kernel.setUp(risen, false);
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'EINVAL') throw error;
      return refuse('interface cannot be brought up', error.message);
    }
  }
  const made = await kernel.link(bridge_name);
  if (made === null) throw new Error(`${bridge_name} is not there after it was made`);
  return { success: true, bridge_name, mac: made.mac, resources_created: [bridge_name] };
}

/** The kernel says "invalid" both of a name and of a port; a plain name is not what it means. */
function blame(name: string): Refusal {
  const plain = /^[A-Za-z0-9._-]{1,15}$/.test(name) && !['.', '..', 'all', 'default'].includes(name);
  return plain ? 'interface cannot be a bridge port' : 'bridge name is not a valid interface name';
}

function refuse(refusal: Refusal, detail: string): Output {
  return { success: false, refusal, error: `${refusal}: ${detail}` };
}
