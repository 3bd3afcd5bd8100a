import type { Input, Kernel, Output } from './contract.js';

/** Looks below first, so that nothing is tried that cannot work. */
export default async function execute({ device }: Input, kernel: Kernel): Promise<Output> {
  const link = await kernel.link(device);
  if (link === null) return { success: false, refusal: 'device not found' };
  if (link.up) return { success: true, device, changed: false };
  const below = link.parent === null ? null : await kernel.link(link.parent);
  if (below?.up === false) {
    return { success: false, refusal: 'what the VLAN sits on is down', error: `${below.name} is down` };
  }
  await kernel.setUp(device, true);
  return { success: true, device, changed: true };
}
