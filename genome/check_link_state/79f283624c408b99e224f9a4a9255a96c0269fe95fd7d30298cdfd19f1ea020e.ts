import type { Input, Kernel, Output } from './contract.js';

/** One picture of all links a second, judged by one rule each. */
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  for (let second = 0; ; second += 1) {
    const links = await kernel.links();
    const link = links.find(({ name }) => name === input.device);
    if (link === undefined) return { healthy: false, findings: [{ subject: input.device, problem: 'does not exist' }] };

    const fed = links.some((other) => (other.master === link.name || other.name === link.parent) && other.carrier && other.up);
    const problems: string[] = [];
    if (!link.up) problems.push('is administratively down');
    else if (!link.carrier && (input.require_carrier || fed)) problems.push('has no carrier');
    else if (link.carrier && !['up', 'unknown'].includes(link.operstate)) problems.push(`is ${link.operstate}`);

    if (problems.length === 0 || !link.up || second >= (await worthWaiting(link.name, kernel))) {
      return {
        healthy: problems.length === 0,
        operstate: link.operstate,
        carrier: link.carrier,
        findings: problems.map((problem) => ({ subject: link.name, problem })),
      };
    }
    await kernel.sleep(1);
  }
}

/** In seconds. */
async function worthWaiting(device: string, kernel: Kernel): Promise<number> {
  const bridge = await kernel.bridge(device);
  if (bridge === null) return 5;
  return bridge.ports.some(({ state }) => /^(listen|learn)ing$/.test(state)) ? 5 + 2 * bridge.forwardDelay : 5;
}
