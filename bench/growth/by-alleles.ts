import { execFileSync } from 'node:child_process';
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
  return [...processes(effort), await pulls(effort)];
}

interface Work {
  readonly name: string;
  /** Takes long: that many rounds at most. */
  readonly most?: number;
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
    most: 3,
    work: (root, round) => ['dashboard', '--export', `${root}-pages-${round}`, '-C', root],
  },
];

/** Once each first, so that what is kept is there; then size after size, so that a noisy moment hits them all. */
function processes({ sizes, rounds }: Effort): readonly Series[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'sg-bench-growth-'));
  try {
    const roots = sizes.map((alleles) => {
      const root = path.join(folder, String(alleles));
      sgProcess(['init', root]);
      fill(root, { alleles, recordsEach });
      committed(root);
      for (const { work } of works) sgProcess(work(root, 0));
      return root;
    });
    return works.map(({ name, work, most = rounds }) => {
      const taken = Array.from({ length: Math.min(rounds, most) }, (_, round) =>
        roots.map((root) => sgProcess(work(root, round + 1))),
      );
      const at = (place: number): number => middle(taken.flatMap((round) => round[place] ?? [])).milliseconds;
      return { name, points: sizes.map((size, place) => ({ size, milliseconds: at(place) })) };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Pages show what is committed. */
function committed(root: string): void {
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-C', root, '-c', 'user.name=Bench', '-c', 'user.email=bench@example.org', ...args]);
  };
  git('add', '-A', 'genome');
  git('commit', '--quiet', '-m', 'pool');
  git('repack', '-a', '-d', '--quiet');
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
