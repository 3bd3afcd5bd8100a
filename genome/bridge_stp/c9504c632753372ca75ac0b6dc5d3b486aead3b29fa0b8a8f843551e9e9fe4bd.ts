import type { Input, Kernel, Output, Refusal } from './contract.js';

/** Compares first: setting what is set already would put forwarding ports through listening and learning again. */
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const { bridge_name, stp_enabled, forward_delay } = input;
  const before = await kernel.bridge(bridge_name);
  if (before === null) return refused('bridge not found', `there is no bridge ${bridge_name}`);
  if (!before.up) return refused('bridge is down', `${bridge_name} is administratively down`);
  if (stp_enabled && (forward_delay < 2 || forward_delay > 30)) {
    return refused('forward delay is outside 2 to 30 seconds', `expected 2 to 30, got ${forward_delay}`);
  }

  const asAsked = before.stp === stp_enabled && (!stp_enabled || before.forwardDelay === forward_delay);
  if (!asAsked) {
    await kernel.setStp(
      bridge_name,
      stp_enabled ? { enabled: true, forwardDelay: forward_delay } : { enabled: false },
    );
  }
  return {
    success: true,
    bridge_name,
    changed: !asAsked,
    previous_stp_enabled: before.stp,
    previous_forward_delay: Math.round(before.forwardDelay),
  };
}

function refused(refusal: Refusal, error: string): Output {
  return { success: false, refusal, error };
}
