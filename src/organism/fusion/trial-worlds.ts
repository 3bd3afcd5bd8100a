import { defaultWorld } from '../../kernel/mock/default-world.ts';
import { settle } from '../../kernel/mock/settle.ts';
import type { World } from '../../kernel/mock/world-schema.ts';

export interface TrialWorld {
  readonly name: string;
  readonly world: World;
}

/** Where a fused allele has to do what its steps do: as things stand here, and in worlds that differ in what matters. */
export function trialWorlds(current: World): readonly TrialWorld[] {
  const fresh = defaultWorld();
  return [
    { name: 'current', world: current },
    { name: 'development', world: fresh },
    { name: 'idle interfaces down', world: idleDown(fresh) },
    { name: 'last interface gone', world: lastGone(fresh) },
  ];
}

function idleDown(world: World): World {
  const used = new Set(world.addresses.map(({ device }) => device));
  return settle({ ...world, links: world.links.map((link) => (used.has(link.name) ? link : { ...link, up: false })) });
}

function lastGone(world: World): World {
  return settle({ ...world, links: world.links.slice(0, -1) });
}
