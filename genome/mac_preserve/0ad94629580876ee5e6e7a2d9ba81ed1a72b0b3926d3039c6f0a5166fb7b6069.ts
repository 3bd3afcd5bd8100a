import type { Input, Kernel, Output, Refusal } from './contract.js';

/** Lets the kernel judge the address, and reports what the device has afterwards rather than what was asked for. */
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const links = await kernel.links();
  const before = links.find((link) => link.name === input.device);
  if (before === undefined) return refuse('device not found');
  if (before.kind === 'loopback') return refuse('device is a loopback');
  const source = links.find((link) => link.name === (input.source === '' ? input.device : input.source));
  if (source === undefined) return refuse('source not found');

  try {
    await kernel.setMac(input.device, input.mac === 'preserve' ? source.mac : input.mac);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EINVAL') return refuse('mac is not a unicast address');
    if (code === 'EPERM') return refuse('device is protected');
    throw error;
  }
  const after = await kernel.link(input.device);
  if (after === null) throw new Error(`${input.device} is gone`);
  const changed = after.mac !== before.mac;
  if (changed && after.up && after.carrier) await kernel.announce(input.device, after.mac);
  return { success: true, device: input.device, mac: after.mac, previous_mac: before.mac, changed };
}

function refuse(refusal: Refusal): Output {
  return { success: false, refusal };
}
