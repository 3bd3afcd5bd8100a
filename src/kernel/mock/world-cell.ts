import type { World } from './world-schema.ts';

/** Where the current world is read and replaced. */
export interface WorldCell {
  get(): World;
  set(world: World): void;
}
