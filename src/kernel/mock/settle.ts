import { InternalError } from '../../errors/internal-error.ts';
import { settleBond } from './settle-bond.ts';
import { settleBridge } from './settle-bridge.ts';
import { settleVlan } from './settle-vlan.ts';
import type { LinkState, World } from './world-schema.ts';

/**
 * Lets a change take its course: carrier, port states, bond fail-over, addresses and MTUs that follow others. Each link is
 * settled by the rules of its kind until nothing changes any more; lower links come to rest first, so a stack of n links
 * rests after at most n rounds.
 */
export function settle(world: World): World {
  let current = world;
  for (let round = 0; round <= world.links.length + 1; round += 1) {
    const next = settleOnce(current);
    if (next === current) return current;
    current = next;
  }
  throw new InternalError(`The mock world does not come to rest after ${world.links.length + 2} rounds.`);
}

function settleOnce(world: World): World {
  return world.links.reduce((current, { name, kind }) => settleLink(current, name, kind), world);
}

function settleLink(world: World, name: string, kind: LinkState['kind']): World {
  switch (kind) {
    case 'bridge':
      return settleBridge(world, name);
    case 'bond':
      return settleBond(world, name);
    case 'vlan':
      return settleVlan(world, name);
    case 'loopback':
    case 'ethernet':
      return world;
  }
}
