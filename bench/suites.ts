import { arenaRows } from './arena.ts';
import { contractRows } from './contracts.ts';
import { evolveRows } from './evolve.ts';
import { fusionRows } from './fusion.ts';
import { bridgeRows, declaredRows } from './host.ts';
import { pathwayRows } from './pathway.ts';
import { processRows } from './process.ts';
import { pullRows } from './pull.ts';
import type { BenchRow } from './row.ts';
import { sandboxRows } from './sandbox.ts';
import { scaleRows } from './scale.ts';

export type Suite = (options: { readonly smoke: boolean }) => readonly BenchRow[] | Promise<readonly BenchRow[]>;

/** By their numbers in the performance table. */
export const suites: ReadonlyMap<string, Suite> = new Map<string, Suite>([
  ['1', pathwayRows],
  ['2', sandboxRows],
  ['3', processRows],
  ['4', scaleRows],
  ['5', arenaRows],
  ['6', contractRows],
  ['7', bridgeRows],
  ['8', declaredRows],
  ['9', evolveRows],
  ['10', fusionRows],
  ['11', pullRows],
]);
