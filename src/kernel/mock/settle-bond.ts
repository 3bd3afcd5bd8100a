import { InternalError } from '../../errors/internal-error.ts';
import { hasCarrier, memberLinkUp } from './carrier.ts';
import { findLink, putLink } from './links.ts';
import type { BondState, World } from './world-schema.ts';

/** Modes in which one member carries the traffic (`bond_uses_primary` in include/net/bonding.h). */
const modesWithActive: ReadonlySet<BondState['mode']> = new Set(['active-backup', 'balance-tlb', 'balance-alb']);

/**
 * Fail-over (`bond_select_active_slave`): the active member stays while its link is up, else the first whose link is up
 * takes over. The monitor's delay of up to miimon milliseconds passes at once.
 */
export function settleBond(world: World, name: string): World {
  const bond = findLink(world, name);
  if (bond?.kind !== 'bond') throw new InternalError(`"${name}" is no bond in the mock world.`);
  const active = modesWithActive.has(bond.mode) ? activeMember(world, bond) : null;
  const carrierSeen = bond.carrierSeen || hasCarrier(world, bond);
  if (active === bond.active && carrierSeen === bond.carrierSeen) return world;
  return putLink(world, { ...bond, active, carrierSeen });
}

function activeMember(world: World, bond: BondState): string | null {
  const alive = bond.members.filter(({ name }) => memberLinkUp(world, bond, name));
  return (alive.find(({ name }) => name === bond.active) ?? alive[0])?.name ?? null;
}
