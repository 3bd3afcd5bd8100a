import { Refusal } from '../../kernel/refusal.ts';
import type { World } from '../../kernel/mock/world-schema.ts';

/** The world after a change, or as it is where the kernel would refuse. */
export function attempt(world: World, change: (world: World) => World): World {
  try {
    return change(world);
  } catch (error) {
    if (error instanceof Refusal) return world;
    throw error;
  }
}
