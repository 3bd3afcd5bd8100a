import type { BondMode, Link } from '../kernel.js';
import type { Input, Kernel, Output, Refusal } from './contract.js';

const modes = new Set(['balance-rr', 'active-backup', 'balance-xor', 'broadcast', '802.3ad', 'balance-tlb', 'balance-alb']);

/** Decides everything from one picture of all links; after that, a "no" from the kernel is about the name or a member. */
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const refusal = judge(input, await kernel.links());
  if (refusal !== undefined) return { success: false, refusal };
  const { bond_name, members, miimon } = input;
  try {
    await kernel.createBond(bond_name, { mode: input.mode as BondMode, members, miimon });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EPERM') return { success: false, refusal: 'member is protected' };
    if (code === 'EINVAL' && !/^[\w.-]{1,15}$/.test(bond_name)) {
      return { success: false, refusal: 'bond name is not a valid interface name' };
    }
    if (code === 'EINVAL') return { success: false, refusal: 'interface cannot be a bond member' };
    throw error;
  }
  await kernel.setUp(bond_name, true);
  const made = await kernel.link(bond_name);
  if (made === null) throw new Error(`${bond_name} is gone`);
  return { success: true, bond_name, mac: made.mac, resources_created: [bond_name] };
}

function judge({ bond_name, members, mode, miimon }: Input, links: readonly Link[]): Refusal | undefined {
  if (!modes.has(mode)) return 'mode is not a bonding mode';
  if (miimon < 0) return 'monitoring interval is negative';
  if (miimon === 0 && members.length > 1) return 'links of several members are not monitored';
  if (links.some((link) => link.name === bond_name)) return 'bond already exists';
  const chosen = members.map((name) => links.find((link) => link.name === name));
  if (chosen.includes(undefined)) return 'member not found';
  if (chosen.some((link) => link?.master !== null)) return 'member already belongs to a bridge or bond';
  if (new Set(members).size !== members.length) return 'member already belongs to a bridge or bond';
  if (chosen.some((link) => link?.kind === 'bond' || link?.kind === 'loopback')) {
    return 'interface cannot be a bond member';
  }
  return undefined;
}
