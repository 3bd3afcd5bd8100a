import type { Input, Kernel, Output, Refusal } from './contract.js';

/** Tries, and translates what the kernel says. */
export default async function execute({ device }: Input, kernel: Kernel): Promise<Output> {
  const link = await kernel.link(device);
  if (link === null) return refused('device not found', `there is no device ${device}`);
  if (link.up) return { success: true, device, changed: false };
  try {
    await kernel.setUp(device, true);
  } catch (error) {
    const refusal = refusalFor(error);
    if (refusal === undefined) throw error;
    return refused(refusal, error instanceof Error ? error.message : String(error));
  }
  return { success: true, device, changed: true };
}

function refusalFor(error: unknown): Refusal | undefined {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'ENODEV':
      return 'device not found';
    case 'EINVAL':
      return 'what the VLAN sits on is down';
    default:
      return undefined;
  }
}

function refused(refusal: Refusal, error: string): Output {
  return { success: false, refusal, error };
}
