import type { Bridge } from '../kernel.js';
import type { Finding, Input, Kernel, Output } from './contract.js';

export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const { bridge_name, stp } = input;
  const bridge = await kernel.bridge(bridge_name);
  const findings = bridge === null ? [finding(bridge_name, 'there is no such bridge')] : differences(bridge, input);
  const word = ['', 'enabled', 'disabled'].includes(stp);
  const all = word ? findings : [...findings, finding(bridge_name, `spanning tree is enabled or disabled, not ${stp}`)];
  return { healthy: all.length === 0, exists: bridge !== null, stp_enabled: stp === 'enabled', findings: all };
}

function differences(bridge: Bridge, { interfaces, stp }: Input): readonly Finding[] {
  const found: Finding[] = [];
  if (!bridge.up) found.push(finding(bridge.name, 'administratively down: bring it up'));
  const ports = new Set(bridge.ports.map(({ name }) => name));
  for (const name of new Set(interfaces)) {
    if (!ports.has(name)) found.push(finding(name, `is not a port of ${bridge.name}`));
  }
  if (stp === 'enabled' && !bridge.stp) found.push(finding(bridge.name, 'spanning tree is off'));
  if (stp === 'disabled' && bridge.stp) found.push(finding(bridge.name, 'spanning tree is on'));
  return found;
}

function finding(subject: string, problem: string): Finding {
  return { subject, problem };
}
