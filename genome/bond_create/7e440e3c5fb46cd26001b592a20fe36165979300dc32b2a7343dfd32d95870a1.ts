import type { BondMode } from '../kernel.js';
import type { Input, Kernel, Output, Refusal } from './contract.js';

const modes: readonly BondMode[] = [
  'balance-rr',
  'active-backup',
  'balance-xor',
  'broadcast',
  '802.3ad',
  'balance-tlb',
  'balance-alb',
];

export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const { bond_name, members, miimon } = input;
  const mode = modes.find((known) => known === input.mode);
  if (mode === undefined) {
    return refused('mode is not a bonding mode', `expected one of ${modes.join(', ')}; got ${input.mode}`);
  }
  if (miimon < 0) return refused('monitoring interval is negative', `expected 0 or more milliseconds, got ${miimon}`);
  if (miimon === 0 && members.length > 1) {
    return refused('links of several members are not monitored', 'expected an interval above 0, got 0');
  }
  const objection = await objectionTo(input, kernel);
  if (objection !== undefined) return objection;

  try {
    await kernel.createBond(bond_name, { mode, members, miimon });
  } catch (error) {
    const refusal = refusalFor(error, bond_name);
    if (refusal === undefined) throw error;
    return refused(refusal, error instanceof Error ? error.message : String(error));
  }
  const bond = await kernel.bond(bond_name);
  if (bond === null) throw new Error(`${bond_name} is not there after it was made`);
  if (!bond.up) await kernel.setUp(bond_name, true);
  return { success: true, bond_name, mac: bond.mac, resources_created: [bond_name] };
}

async function objectionTo({ bond_name, members }: Input, kernel: Kernel): Promise<Output | undefined> {
  if ((await kernel.link(bond_name)) !== null) {
    return refused('bond already exists', `a device named ${bond_name} is there already`);
  }
  const seen = new Set<string>();
  for (const name of members) {
    const link = await kernel.link(name);
    if (link === null) return refused('member not found', `there is no interface ${name}`);
    const owner = link.master ?? (seen.has(name) ? bond_name : null);
    if (owner !== null) return refused('member already belongs to a bridge or bond', `${name} belongs to ${owner}`);
    if (link.kind === 'bond' || link.kind === 'loopback') {
      return refused('interface cannot be a bond member', `${name} is a ${link.kind}`);
    }
    seen.add(name);
  }
  return undefined;
}

function refusalFor(error: unknown, bondName: string): Refusal | undefined {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EEXIST':
      return 'bond already exists';
    case 'ENODEV':
      return 'member not found';
    case 'EBUSY':
      return 'member already belongs to a bridge or bond';
    case 'EPERM':
      return 'member is protected';
    case 'EINVAL':
      // Mode and interval have been looked at: what is left is the name, or a member the driver does not take.
      return isPlainName(bondName) ? 'interface cannot be a bond member' : 'bond name is not a valid interface name';
    default:
      return undefined;
  }
}

function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9._-]{1,15}$/.test(name) && !['.', '..', 'all', 'default', 'bonding_masters'].includes(name);
}

function refused(refusal: Refusal, error: string): Output {
  return { success: false, refusal, error };
}
