import type { Vlan } from '../kernel.js';
import type { Input, Kernel, Output } from './contract.js';

/** Lists every VLAN on the host and looks the name, then the id, up among them. */
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const { parent, vlan_id } = input;
  const vlan_name = input.vlan_name || `${parent}.${vlan_id}`;
  const links = await kernel.links();
  const vlans: Vlan[] = [];
  for (const { name, kind } of links) {
    const vlan = kind === 'vlan' ? await kernel.vlan(name) : null;
    if (vlan !== null) vlans.push(vlan);
  }
  const named = vlans.find(({ name }) => name === vlan_name);
  const twin = vlans.find((vlan) => vlan.parent === parent && vlan.id === vlan_id);
  const exists = links.some(({ name }) => name === vlan_name);
  const faults: readonly (readonly [boolean, string, string])[] = [
    [!exists, vlan_name, 'does not exist'],
    [exists && named === undefined, vlan_name, 'is not a VLAN'],
    [named !== undefined && named.parent !== parent, vlan_name, `is on ${named?.parent ?? 'nothing'}`],
    [named !== undefined && named.id !== vlan_id, vlan_name, `has id ${named?.id ?? 0}`],
    [named === undefined && twin !== undefined, twin?.name ?? '', `has id ${vlan_id} on ${parent} already`],
  ];
  const findings = faults.filter(([holds]) => holds).map(([, subject, problem]) => ({ subject, problem }));
  return { healthy: findings.length === 0, exists, vlan_name, findings };
}
