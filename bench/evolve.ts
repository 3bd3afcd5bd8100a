import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'smol-toml';
import { evolve } from '../src/evolution/evolve/evolve.ts';
import { writeFitness, type BenchLocus, type Hosts } from './fitness-branches.ts';
import { median } from './median.ts';
import type { BenchRow } from './row.ts';

const project = path.join(import.meta.dirname, '..');

interface Size {
  readonly hosts: number;
  readonly records: number;
  readonly rounds: number;
  /** Leave out what shows nothing new about whether it works. */
  readonly brief: boolean;
}

/** Row 9: the ledgers of many hosts read and decided on, first without anything known, then when some have come on. */
export async function evolveRows(options: { readonly smoke: boolean }): Promise<readonly BenchRow[]> {
  const size: Size = options.smoke
    ? { hosts: 5, records: 50, rounds: 1, brief: true }
    : { hosts: 1000, records: 1000, rounds: 3, brief: false };
  const root = mkdtempSync(path.join(tmpdir(), 'sg-bench-evolve-'));
  const cache = process.env['SG_CACHE_DIR'];
  delete process.env['SG_CACHE_DIR'];
  try {
    return await measured(root, size);
  } finally {
    if (cache !== undefined) process.env['SG_CACHE_DIR'] = cache;
    rmSync(root, { recursive: true, force: true });
  }
}

async function measured(root: string, size: Size): Promise<readonly BenchRow[]> {
  const { hosts: count, records } = size;
  const hosts: Hosts = { root, loci: makeGenome(root) };
  const all = Array.from({ length: count }, (_, host) => host);
  await writeFitness(hosts, all, { have: 0, more: records });
  const few = Math.max(1, Math.round(count / 100));
  const works: readonly Work[] = [
    { id: '9a', what: '', before: () => rm(path.join(root, '.sg', 'cache'), { recursive: true, force: true }) },
    { id: '9b', what: ', nothing new', before: () => Promise.resolve() },
    {
      id: '9c',
      what: `, ${records} new of one host`,
      before: (round) => writeFitness(hosts, [0], { have: (1 + round) * records, more: records }),
    },
    {
      id: '9d',
      what: `, ${records} new of ${few} hosts`,
      before: (round) => {
        const some = all.slice(1 + round * few, 1 + (round + 1) * few);
        return writeFitness(hosts, some, { have: records, more: Math.ceil(records / few) });
      },
    },
  ];
  const rows: BenchRow[] = [];
  for (const { id, what, before } of size.brief ? works.filter((work) => work.id !== '9d') : works) {
    const taken = await rounds(size.rounds, before, root);
    const whole = rows[0]?.values['milliseconds'];
    rows.push(row(id, `evolve over ${count} hosts × ${records} records${what}`, taken, whole));
  }
  return rows;
}

/** What is done to the ledgers before each round of a row. */
interface Work {
  readonly id: string;
  readonly what: string;
  readonly before: (round: number) => Promise<void>;
}

async function rounds(count: number, before: Work['before'], root: string): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < count; round += 1) {
    await before(round);
    const start = performance.now();
    await evolve(root, { phenotype: 'default', host: 'bench', dryRun: true });
    taken.push(performance.now() - start);
  }
  return median(taken);
}

/** The network genome as it is, with a history of one commit. */
function makeGenome(root: string): readonly BenchLocus[] {
  for (const name of ['contracts', 'genome', 'phenotypes', '.gitignore']) {
    cpSync(path.join(project, name), path.join(root, name), { recursive: true });
  }
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-C', root, '-c', 'user.name=Bench', '-c', 'user.email=bench@example.org', ...args]);
  };
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'gc.auto', '0');
  git('add', '-A', 'contracts', 'genome', 'phenotypes', '.gitignore');
  git('commit', '--quiet', '-m', 'begin');
  const text = readFileSync(path.join(root, 'phenotypes', 'default.toml'), 'utf8');
  const { loci } = parse(text) as unknown as { loci: Record<string, { dominant: string; fallback: string[] }> };
  return Object.entries(loci).map(([locus, { dominant, fallback }]) => ({ locus, alleles: [dominant, ...fallback] }));
}

function row(id: string, work: string, milliseconds: number, whole?: number): BenchRow {
  return {
    id,
    work,
    measured: `${(milliseconds / 1000).toFixed(2)} s`,
    reference: 'none; to reach: 10 s, then the cost of what is new',
    ...(whole === undefined ? {} : { ratio: `${((100 * milliseconds) / whole).toFixed(0)} % of 9a` }),
    values: { milliseconds },
  };
}
