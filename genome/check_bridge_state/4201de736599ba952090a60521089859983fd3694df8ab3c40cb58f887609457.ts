import type { Input, Kernel, Output } from './contract.js';

/** Reads the ports from the links' side: a port is a link whose master is the bridge. */
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const bridge = await kernel.bridge(input.bridge_name);
  const links = await kernel.links();
  const problems: string[] = [];
  if (bridge === null) problems.push('does not exist');
  else {
    if (!bridge.up) problems.push('is administratively down');
    const missing = input.interfaces.filter((name) => !links.some((link) => link.name === name && link.master === bridge.name));
    if (missing.length > 0) problems.push(`lacks the ports ${missing.join(', ')}`);
    if (input.stp === 'enabled' && !bridge.stp) problems.push('runs without spanning tree');
    if (input.stp === 'disabled' && bridge.stp) problems.push('runs spanning tree');
  }
  if (!/^(|enabled|disabled)$/.test(input.stp)) problems.push('cannot be compared: stp is neither enabled nor disabled');
  return {
    healthy: problems.length === 0,
    exists: bridge !== null,
    stp_enabled: input.stp === 'enabled',
    findings: problems.map((problem) => ({ subject: input.bridge_name, problem })),
  };
}
