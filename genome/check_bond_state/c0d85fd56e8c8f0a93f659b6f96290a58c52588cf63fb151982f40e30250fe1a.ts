import type { Input, Kernel, Output } from './contract.js';

/** A table of conditions that must not hold, each with its sentence. */
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const bond = await kernel.bond(input.bond_name);
  if (bond === null) {
    return {
      healthy: false,
      down: false,
      degraded: false,
      links_up: 0,
      findings: [{ subject: input.bond_name, problem: 'does not exist' }],
    };
  }
  const names = bond.members.map(({ name }) => name);
  const up = bond.members.filter(({ linkUp }) => linkUp).map(({ name }) => name);
  const asked = new Set(input.members);
  const faults: readonly (readonly [boolean, string])[] = [
    [!bond.up, 'is administratively down'],
    [input.mode !== '' && input.mode !== bond.mode, `is in mode ${bond.mode}`],
    [asked.size > 0 && [...asked].some((name) => !names.includes(name)), `lacks members; it has ${names.join(', ')}`],
    [asked.size > 0 && names.some((name) => !asked.has(name)), `has more members than asked for: ${names.join(', ')}`],
    [names.length > 1 && bond.miimon === 0, 'does not watch its links'],
    [up.length < input.require_links, `has ${up.length} working members`],
    [
      bond.mode === 'active-backup' && up.length > 0 && !up.includes(bond.activeMember ?? ''),
      'sends through a member without link',
    ],
  ];
  const findings = faults.filter(([holds]) => holds).map(([, problem]) => ({ subject: bond.name, problem }));
  const active = bond.activeMember === null ? {} : { active: bond.activeMember };
  return {
    healthy: findings.length === 0,
    down: !bond.up,
    degraded: up.length < names.length,
    mode: bond.mode,
    ...active,
    links_up: up.length,
    findings,
  };
}
