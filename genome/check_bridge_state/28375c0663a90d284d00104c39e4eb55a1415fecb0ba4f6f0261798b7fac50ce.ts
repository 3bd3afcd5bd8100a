import type { Input, Kernel, Output } from './contract.js';

/** Reads the ports from the links' side: a port is a link whose master is the bridge. */
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const bridge = await kernel.bridge(input.bridge_name);
  const working = new Set(
    (await kernel.links()).filter(({ master, up }) => master === input.bridge_name && up).map(({ name }) => name),
  );
  const problems: string[] = [];
  const missing_ports = bridge === null ? [] : [...new Set(input.interfaces)].filter((name) => !working.has(name));
  const stp_differs = bridge !== null && input.stp === (bridge.stp ? 'disabled' : 'enabled');
  const asked = input.mac === 'preserve' ? '' : input.mac.toLowerCase();
  const mac_differs = bridge !== null && asked !== '' && asked !== bridge.mac;
  if (bridge === null) problems.push('does not exist');
  if (bridge?.up === false) problems.push('is administratively down');
  if (missing_ports.length > 0) problems.push(`lacks, or has and they are down, the ports ${missing_ports.join(', ')}`);
  if (stp_differs) problems.push(input.stp === 'enabled' ? 'runs without spanning tree' : 'runs spanning tree');
  if (mac_differs) problems.push(`does not have the address ${asked}`);
  if (!/^(|enabled|disabled)$/.test(input.stp)) problems.push('cannot be compared: stp is neither enabled nor disabled');
  return {
    healthy: problems.length === 0,
    exists: bridge !== null,
    down: bridge?.up === false,
    stp_enabled: input.stp === 'enabled',
    missing_ports,
    stp_differs,
    mac_differs,
    findings: problems.map((problem) => ({ subject: input.bridge_name, problem })),
  };
}
