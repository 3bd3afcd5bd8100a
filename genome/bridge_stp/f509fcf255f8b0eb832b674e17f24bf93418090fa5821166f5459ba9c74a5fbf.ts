import type { Bridge } from '../kernel.js';
import type { Input, Kernel, Output } from './contract.js';

/** Leaves the ranges to the kernel, and believes the setting only once it has read it back. */
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const before = await kernel.bridge(input.bridge_name);
  if (before === null) return { success: false, refusal: 'bridge not found', error: input.bridge_name };
  if (!before.up) return { success: false, refusal: 'bridge is down', error: input.bridge_name };
  const changed = differs(before, input);
  if (changed) {
    try {
      await set(input, kernel);
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'EINVAL') throw error;
      return { success: false, refusal: 'forward delay is outside 2 to 30 seconds', error: error.message };
    }
    const after = await kernel.bridge(input.bridge_name);
    if (after === null || differs(after, input)) throw new Error(`${input.bridge_name} did not take the setting`);
  }
  return {
    success: true,
    bridge_name: input.bridge_name,
    changed,
    previous_stp_enabled: before.stp,
    previous_forward_delay: Math.round(before.forwardDelay),
  };
}

function differs(bridge: Bridge, { stp_enabled, forward_delay }: Input): boolean {
  if (bridge.stp !== stp_enabled) return true;
  return stp_enabled && bridge.forwardDelay !== forward_delay;
}

async function set({ bridge_name, stp_enabled, forward_delay }: Input, kernel: Kernel): Promise<void> {
  if (stp_enabled) await kernel.setStp(bridge_name, { enabled: true, forwardDelay: forward_delay });
  else await kernel.setStp(bridge_name, { enabled: false });
}
