import { execFileSync, execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { median } from './median.ts';
import { changePhenotype, expressed } from './pool-genome.ts';
import { withPullSite, type Pulled, type PullSite } from './pull-site.ts';
import type { BenchRow } from './row.ts';

const run = promisify(execFile);

/** Row 11: a host takes a phenotype over HTTP from a genome with a large pool; then once more when little has changed. */
export async function pullRows(options: { readonly smoke: boolean }): Promise<readonly BenchRow[]> {
  const size = options.smoke ? { pool: 200, rounds: 1 } : { pool: 10_000, rounds: 7 };
  return withPullSite(size.pool, async (site) => {
    const host = (round: number): string => path.join(site.folder, `host-${round}`);
    const first = await rounds(size.rounds, (round) => site.pull(host(round)));
    const arrived = allelesOn(host(0));
    const next = await rounds(size.rounds, async (round) => {
      changePhenotype(site.root, round);
      await site.publish();
      return site.pull(host(round));
    });
    const clone = await rounds(Math.min(3, size.rounds), (round) => wholeClone(site, round));
    return [
      row('11a', 'first pull', size.pool, { taken: first, clone, arrived }),
      row('11b', 'pull after one change', size.pool, { taken: next, clone, arrived: allelesOn(host(0)) }),
    ];
  });
}

/** Alleles among all objects of a host's repository, whether anything runs them or not. */
function allelesOn(host: string): number {
  const objects = execFileSync('git', ['-C', host, 'rev-list', '--objects', '--all'], { encoding: 'utf8' });
  return objects.split('\n').filter((line) => /genome\/[a-z0-9_]+\/[0-9a-f]{64}\.ts$/.test(line)).length;
}

async function rounds(count: number, work: (round: number) => Promise<Pulled>): Promise<Pulled> {
  const taken: Pulled[] = [];
  for (let round = 0; round < count; round += 1) taken.push(await work(round));
  return {
    milliseconds: median(taken.map((each) => each.milliseconds)),
    bytes: median(taken.map((each) => each.bytes)),
  };
}

/** What a host would do without the phenotype's branch: the newest commit of main, pool and all, by git itself. */
async function wholeClone({ folder, forge }: PullSite, round: number): Promise<Pulled> {
  const target = path.join(folder, `clone-${round}`);
  const url = forge.remote.replace('//', `//token:${forge.token}@`);
  const start = performance.now();
  await run('git', ['clone', '--quiet', '--depth=1', '--branch=main', url, target]);
  const milliseconds = performance.now() - start;
  const kibibytes = Number(
    execFileSync('du', ['-sk', path.join(target, '.git', 'objects')])
      .toString()
      .split('\t')[0],
  );
  rmSync(target, { recursive: true, force: true });
  return { milliseconds, bytes: kibibytes * 1024 };
}

interface Measured {
  readonly taken: Pulled;
  readonly clone: Pulled;
  /** Alleles the host then has. */
  readonly arrived: number;
}

function row(id: string, what: string, pool: number, { taken, clone, arrived }: Measured): BenchRow {
  const kib = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KiB`;
  return {
    id,
    work: `${what}, ${expressed} alleles of ${pool}`,
    measured: `${kib(taken.bytes)}, ${taken.milliseconds.toFixed(0)} ms, ${arrived} alleles`,
    reference: `git clone --depth=1 of main: ${kib(clone.bytes)}, ${clone.milliseconds.toFixed(0)} ms`,
    ratio: `×${(clone.bytes / taken.bytes).toFixed(1)} fewer bytes`,
    goals: [{ says: 'only what is expressed', reached: arrived === expressed }],
    values: {
      alleles: arrived,
      bytes: taken.bytes,
      milliseconds: taken.milliseconds,
      cloneBytes: clone.bytes,
      cloneMilliseconds: clone.milliseconds,
    },
  };
}
