import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fill } from '../large-genome.ts';
import { median } from '../median.ts';
import { withPullSite } from '../pull-site.ts';
import { middle, sgProcess } from '../sg-process.ts';
import type { Series } from './series.ts';

const recordsEach = 50;

interface Effort {
  readonly sizes: readonly number[];
  readonly rounds: number;
}

/** Whole processes on genomes with more and more alleles, and a host's first pull from them. */
export async function byAlleles(effort: Effort): Promise<readonly Series[]> {
  const found = effort.sizes.map((size) => ({ size, taken: onGenome(size, effort.rounds) }));
  const series = works.map(({ name }, at) => ({
    name,
    points: found.map(({ size, taken }) => ({ size, milliseconds: taken[at] ?? Number.NaN })),
  }));
  return [...series, await pulls(effort)];
}

interface Work {
  readonly name: string;
  readonly work: (root: string, round: number) => readonly string[];
}

const works: readonly Work[] = [
  {
    name: 'sg run',
    work: (root, round) => [
      ...['run', 'bridge_create', '--no-wait', '-C', root],
      ...['--input', JSON.stringify({ bridge_name: `br${round}`, interfaces: [] })],
    ],
  },
  { name: 'sg status', work: (root) => ['status', '-C', root] },
  {
    name: 'sg dashboard export',
    work: (root, round) => ['dashboard', '--export', `${root}-pages-${round}`, '-C', root],
  },
];

/** Milliseconds of each work on a genome of this size, once what is kept is there. */
function onGenome(alleles: number, rounds: number): readonly number[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'sg-bench-growth-'));
  try {
    const root = path.join(folder, 'genome');
    sgProcess(['init', root]);
    fill(root, { alleles, recordsEach });
    return works.map(({ work }) => {
      sgProcess(work(root, 0));
      return middle(Array.from({ length: rounds }, (_, round) => sgProcess(work(root, round + 1)))).milliseconds;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function pulls({ sizes, rounds }: Effort): Promise<Series> {
  const points: { size: number; milliseconds: number }[] = [];
  for (const size of sizes) {
    const taken = await withPullSite(size, async (site) => {
      const times: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        times.push((await site.pull(path.join(site.folder, `host-${round}`))).milliseconds);
      }
      return times;
    });
    points.push({ size, milliseconds: median(taken) });
  }
  return { name: 'first pull of a host', points };
}
