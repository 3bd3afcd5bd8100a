import type { Bond } from '../kernel.js';
import type { Finding, Input, Kernel, Output } from './contract.js';

export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const bond = await kernel.bond(input.bond_name);
  if (bond === null) {
    const findings = [{ subject: input.bond_name, problem: 'there is no such bond' }];
    return { healthy: false, down: false, degraded: false, links_up: 0, findings };
  }
  const working = bond.members.filter(({ linkUp }) => linkUp).map(({ name }) => name);
  const findings = [...settingsFindings(bond, input), ...memberFindings(bond, input), ...linkFindings(bond, working, input)];
  return {
    healthy: findings.length === 0,
    down: !bond.up,
    degraded: working.length < bond.members.length,
    mode: bond.mode,
    ...(bond.activeMember === null ? {} : { active: bond.activeMember }),
    links_up: working.length,
    findings,
  };
}

function settingsFindings(bond: Bond, { mode }: Input): readonly Finding[] {
  const problems: string[] = [];
  if (!bond.up) problems.push('administratively down: bring it up');
  if (mode !== '' && bond.mode !== mode) problems.push(`runs in mode ${bond.mode}, expected ${mode}`);
  if (bond.miimon === 0 && bond.members.length > 1) problems.push('does not monitor its links: miimon is 0');
  return problems.map((problem) => ({ subject: bond.name, problem }));
}

function memberFindings(bond: Bond, { members }: Input): readonly Finding[] {
  if (members.length === 0) return [];
  const actual = new Set(bond.members.map(({ name }) => name));
  const wanted = new Set(members);
  const missing = [...wanted].filter((name) => !actual.has(name));
  const extra = [...actual].filter((name) => !wanted.has(name));
  return [
    ...missing.map((name) => ({ subject: name, problem: `is not a member of ${bond.name}` })),
    ...extra.map((name) => ({ subject: name, problem: `is a member of ${bond.name} and should not be` })),
  ];
}

function linkFindings(bond: Bond, working: readonly string[], { require_links }: Input): readonly Finding[] {
  const problems: string[] = [];
  if (working.length < require_links) problems.push(`${working.length} members have link, expected ${require_links}`);
  const active = bond.activeMember;
  if (bond.mode === 'active-backup' && working.length > 0 && (active === null || !working.includes(active))) {
    problems.push(`${active ?? 'no member'} is active, although ${working.join(', ')} would have link`);
  }
  return problems.map((problem) => ({ subject: bond.name, problem }));
}
