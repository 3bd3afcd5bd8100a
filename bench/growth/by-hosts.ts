import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { evolve } from '../../src/evolution/evolve/evolve.ts';
import { committedGenome } from '../committed-genome.ts';
import { writeFitness, type Hosts } from '../fitness-branches.ts';
import { median, timed } from '../median.ts';
import type { Series } from './series.ts';

const records = 1000;

const names = ['everything read', '1,000 new records', 'nothing new'] as const;

/** Deciding on the ledgers of more and more hosts with 1,000 records each. */
export async function byHosts(effort: {
  readonly sizes: readonly number[];
  readonly rounds: number;
}): Promise<readonly Series[]> {
  const found: { size: number; taken: Record<(typeof names)[number], number> }[] = [];
  for (const size of effort.sizes) found.push({ size, taken: await overHosts(size, effort.rounds) });
  return names.map((name) => ({
    name: `evolve, ${name}`,
    points: found.map(({ size, taken }) => ({ size, milliseconds: taken[name] })),
  }));
}

async function overHosts(count: number, rounds: number): Promise<Record<(typeof names)[number], number>> {
  const root = mkdtempSync(path.join(tmpdir(), 'sg-bench-growth-'));
  const cache = process.env['SG_CACHE_DIR'];
  delete process.env['SG_CACHE_DIR'];
  try {
    const hosts: Hosts = { root, loci: committedGenome(root) };
    await writeFitness(hosts, [...Array(count).keys()], { have: 0, more: records });
    const decide = (): Promise<unknown> => evolve(root, { phenotype: 'default', host: 'bench', dryRun: true });
    const times: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < rounds; round += 1) {
      await rm(path.join(root, '.sg', 'cache'), { recursive: true, force: true });
      times[0].push(...(await timed(1, decide)));
      await writeFitness(hosts, [0], { have: (1 + round) * records, more: records });
      times[1].push(...(await timed(1, decide)));
      times[2].push(...(await timed(1, decide)));
    }
    return { [names[0]]: median(times[0]), [names[1]]: median(times[1]), [names[2]]: median(times[2]) };
  } finally {
    if (cache !== undefined) process.env['SG_CACHE_DIR'] = cache;
    rmSync(root, { recursive: true, force: true });
  }
}
