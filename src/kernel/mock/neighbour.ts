import type { Neighbour } from '../network.ts';
import type { HostState, World } from './world-schema.ts';

/** `base_reachable_time` (neighbour(7)): the kernel draws between half and one and a half of it, the mock takes the middle. */
const reachableTime = 30;

/** A host has proven that it is there, through `device`. */
export function noteNeighbour(world: World, { address, mac }: HostState, device: string): World {
  const others = world.neighbours.filter((one) => one.address !== address || one.device !== device);
  const neighbour = { address, device, mac, state: 'reachable', confirmed: world.clock } as const;
  return { ...world, neighbours: [...others, neighbour] };
}

/** The state as it is now: what nobody has confirmed for a while is stale. */
export function neighbourState(world: World, neighbour: World['neighbours'][number]): Neighbour['state'] {
  const { state, confirmed } = neighbour;
  return state === 'reachable' && confirmed !== null && world.clock - confirmed >= reachableTime ? 'stale' : state;
}
