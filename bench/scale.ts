import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fill } from './large-genome.ts';
import type { BenchRow } from './row.ts';
import { middle, sgProcess, type Taken } from './sg-process.ts';

interface Size {
  readonly alleles: number;
  readonly recordsEach: number;
  readonly rounds: number;
}

/** Row 4: whole processes on a genome with many alleles and a long ledger, against one that has just been made. */
export function scaleRows(options: { readonly smoke: boolean }): Promise<readonly BenchRow[]> {
  const size = options.smoke
    ? { alleles: 200, recordsEach: 50, rounds: 1 }
    : { alleles: 10_000, recordsEach: 50, rounds: 15 };
  const folder = mkdtempSync(path.join(tmpdir(), 'sg-bench-'));
  try {
    return Promise.resolve(measured(folder, size));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measured(folder: string, size: Size): readonly BenchRow[] {
  const small = path.join(folder, 'small');
  const large = path.join(folder, 'large');
  for (const root of [small, large]) sgProcess(['init', root]);
  fill(large, size);
  // Once for each: the first run folds the ledger, the first status makes its checkpoint.
  const first = [work.run(large, 0), work.status(large)];
  for (const warm of [work.run, work.status]) warm(small, 0);
  const settled = first.map((taken) => taken.milliseconds.toFixed(0)).join(' and ');
  return (['status', 'run'] as const).map((name) => {
    const [base, full] = alternating(size.rounds, [small, large], (root, round) => work[name](root, round + 1));
    const ratio = full.milliseconds / base.milliseconds;
    return {
      id: name === 'status' ? '4a' : '4b',
      work: `sg ${name}, ${size.alleles} alleles × ${size.recordsEach} records`,
      measured: `${full.milliseconds.toFixed(0)} ms, ${full.mebibytes.toFixed(0)} MiB (new genome ${base.milliseconds.toFixed(0)} ms, ${base.mebibytes.toFixed(0)} MiB; once before: ${settled} ms)`,
      reference: `the predecessor: ×${name === 'status' ? '13.7' : '38'} of a new genome, 826 MiB`,
      ratio: `×${ratio.toFixed(2)} of a new genome`,
      goals: [
        { says: '×1.2', reached: ratio <= 1.2 },
        { says: '120 MiB', reached: full.mebibytes > 0 && full.mebibytes < 120 },
      ],
      values: {
        milliseconds: full.milliseconds,
        mebibytes: full.mebibytes,
        newMilliseconds: base.milliseconds,
        newMebibytes: base.mebibytes,
        timesNew: ratio,
      },
    };
  });
}

const work = {
  status: (root: string): Taken => sgProcess(['status', '-C', root]),
  run: (root: string, round: number): Taken => {
    const input = JSON.stringify({ bridge_name: `br${round}`, interfaces: [] });
    return sgProcess(['run', 'bridge_create', '--no-wait', '-C', root, '--input', input]);
  },
};

/** Turn and turn about, so that a noisy moment of the machine hits both. */
function alternating(
  rounds: number,
  [first, second]: readonly [string, string],
  action: (root: string, round: number) => Taken,
): readonly [Taken, Taken] {
  const taken: [Taken[], Taken[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    taken[0].push(action(first, round));
    taken[1].push(action(second, round));
  }
  return [middle(taken[0]), middle(taken[1])];
}
