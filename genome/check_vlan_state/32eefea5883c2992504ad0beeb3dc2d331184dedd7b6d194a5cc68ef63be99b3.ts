import type { Link } from '../kernel.js';
import type { Finding, Input, Kernel, Output } from './contract.js';

export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const vlan_name = input.vlan_name === '' ? `${input.parent}.${input.vlan_id}` : input.vlan_name;
  const link = await kernel.link(vlan_name);
  const findings = link === null ? await absence(vlan_name, input, kernel) : await differences(link, input, kernel);
  return { healthy: findings.length === 0, exists: link !== null, vlan_name, findings };
}

async function differences(link: Link, { parent, vlan_id }: Input, kernel: Kernel): Promise<readonly Finding[]> {
  const vlan = link.kind === 'vlan' ? await kernel.vlan(link.name) : null;
  if (vlan === null) return [{ subject: link.name, problem: `is no VLAN interface but of kind ${link.kind}` }];
  const problems: string[] = [];
  if (vlan.id !== vlan_id) problems.push(`carries VLAN ${vlan.id}, not ${vlan_id}`);
  if (vlan.parent !== parent) problems.push(`sits on ${vlan.parent}, not on ${parent}`);
  return problems.map((problem) => ({ subject: link.name, problem }));
}

/** Also which interface carries the id already: the kernel gives each id of a parent to one. */
async function absence(name: string, { parent, vlan_id }: Input, kernel: Kernel): Promise<readonly Finding[]> {
  const findings: Finding[] = [{ subject: name, problem: 'there is no such interface' }];
  for (const { name: other, kind, parent: below } of await kernel.links()) {
    if (kind !== 'vlan' || below !== parent || (await kernel.vlan(other))?.id !== vlan_id) continue;
    findings.push({ subject: other, problem: `carries VLAN ${vlan_id} of ${parent} already` });
  }
  return findings;
}
