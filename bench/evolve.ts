import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { evolve } from '../src/evolution/evolve/evolve.ts';
import { committedGenome } from './committed-genome.ts';
import { writeFitness, type Hosts } from './fitness-branches.ts';
import { median } from './median.ts';
import type { BenchRow } from './row.ts';

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
  const hosts: Hosts = { root, loci: committedGenome(root) };
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
    const [whole, nothingNew] = rows.map(({ values }) => values['milliseconds']);
    rows.push(row(id, `evolve over ${count} hosts × ${records} records${what}`, taken, { whole, nothingNew }));
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

/** What earlier rows took, in milliseconds, as far as they have run. */
interface Before {
  readonly whole: number | undefined;
  readonly nothingNew: number | undefined;
}

function row(id: string, work: string, milliseconds: number, before: Before): BenchRow {
  const { whole, nothingNew } = before;
  return {
    id,
    work,
    measured: `${(milliseconds / 1000).toFixed(2)} s`,
    reference: '',
    ...(whole === undefined ? {} : { ratio: `${((100 * milliseconds) / whole).toFixed(0)} % of 9a` }),
    goals:
      whole === undefined
        ? [{ says: '10 s', reached: milliseconds <= 10_000 }]
        : onlyNew(milliseconds, whole, nothingNew),
    values: { milliseconds },
  };
}

/** "The cost of the new records only", with room for a noisy machine: over a round with nothing new, a tenth of reading all. */
function onlyNew(milliseconds: number, whole: number, nothingNew: number | undefined): BenchRow['goals'] {
  if (nothingNew === undefined) return [];
  return [{ says: 'what is new only: 9b and 10 % of 9a', reached: milliseconds <= nothingNew + whole / 10 }];
}
