import type { Bridge, Link } from '../kernel.js';
import type { Finding, Input, Kernel, Output } from './contract.js';

/** What differs on a bridge that is there, in the shape a pathway mends it by. */
type Differences = Pick<Output, 'down' | 'missing_ports' | 'stp_differs' | 'mac_differs' | 'findings'>;

export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const { bridge_name, stp } = input;
  const bridge = await kernel.bridge(bridge_name);
  const found = bridge === null ? absent(bridge_name) : differences(bridge, await links(input, kernel), input);
  const word = ['', 'enabled', 'disabled'].includes(stp);
  const misread = word ? [] : [finding(bridge_name, `spanning tree is enabled or disabled, not ${stp}`)];
  const findings = [...found.findings, ...misread];
  return { ...found, healthy: findings.length === 0, exists: bridge !== null, stp_enabled: stp === 'enabled', findings };
}

/** The named interfaces, each once; null for those that do not exist. */
async function links({ interfaces }: Input, kernel: Kernel): Promise<ReadonlyMap<string, Link | null>> {
  const found = new Map<string, Link | null>();
  for (const name of interfaces) {
    if (!found.has(name)) found.set(name, await kernel.link(name));
  }
  return found;
}

function absent(name: string): Differences {
  const findings = [finding(name, 'there is no such bridge')];
  return { down: false, missing_ports: [], stp_differs: false, mac_differs: false, findings };
}

function differences(bridge: Bridge, named: ReadonlyMap<string, Link | null>, { stp, mac }: Input): Differences {
  const ports = new Set(bridge.ports.map(({ name }) => name));
  const portFindings = [...named].flatMap(([name, link]) => portFinding(bridge.name, ports, name, link));
  const stp_differs = (stp === 'enabled' && !bridge.stp) || (stp === 'disabled' && bridge.stp);
  const mac_differs = mac !== '' && mac !== 'preserve' && mac.toLowerCase() !== bridge.mac;
  const own: string[] = [];
  if (!bridge.up) own.push('administratively down: bring it up');
  if (stp_differs) own.push(`spanning tree is ${bridge.stp ? 'on' : 'off'}`);
  if (mac_differs) own.push(`its address is ${bridge.mac}, not ${mac}`);
  return {
    down: !bridge.up,
    missing_ports: portFindings.map(({ subject }) => subject),
    stp_differs,
    mac_differs,
    findings: [...own.map((problem) => finding(bridge.name, problem)), ...portFindings],
  };
}

function portFinding(bridge: string, ports: ReadonlySet<string>, name: string, link: Link | null): readonly Finding[] {
  if (!ports.has(name)) return [finding(name, `is not a port of ${bridge}`)];
  return link?.up === true ? [] : [finding(name, `is a port of ${bridge} and administratively down: bring it up`)];
}

function finding(subject: string, problem: string): Finding {
  return { subject, problem };
}
