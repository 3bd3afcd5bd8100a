import { parseIp } from '../ip-address.ts';
import type { Reach } from '../reach.ts';
import { probe } from './probe.ts';
import { nextHop } from './routing.ts';
import type { World } from './world-schema.ts';

/** Questions are put to a copy of the world, so that nothing in it learns from them. */
export function mockReach(current: () => World): Reach {
  return {
    waysOut: () =>
      Promise.resolve(
        current().routes.flatMap(({ destination, via, device }) => {
          if (destination !== 'default') return [];
          const family = via?.includes(':') === true ? ('inet6' as const) : ('inet' as const);
          return [{ purpose: 'default-route' as const, family, via, device }];
        }),
      ),
    answers: (target, from) => {
      const world = current();
      const address = parseIp(target);
      if (address === undefined || (from !== undefined && world.links.every(({ name }) => name !== from)))
        return Promise.resolve(null);
      const { reachable } = probe(world, target, from === undefined ? {} : { from }).result;
      return Promise.resolve(reachable ? (nextHop(world, address, from)?.device ?? null) : null);
    },
  };
}
