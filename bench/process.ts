import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { median } from './median.ts';
import type { BenchRow } from './row.ts';
import { twoSteps } from './two-steps.ts';

const sg = path.join(import.meta.dirname, '..', 'bin', 'run.js');

interface Timing {
  readonly id: string;
  readonly name: string;
  /** The predecessor's figure in milliseconds (an interpreter that starts in 21 ms). */
  readonly reference: number;
  readonly args: (folder: string, round: number) => readonly string[];
}

const input = (round: number) => JSON.stringify({ bridge_name: `br${round}`, interfaces: [] });

const timings: readonly Timing[] = [
  { id: '3', name: 'sg --version', reference: 134, args: () => ['--version'] },
  {
    id: '3b',
    name: 'sg init DIR',
    reference: 161,
    args: (folder, round) => ['init', path.join(folder, `new-${round}`)],
  },
  { id: '3c', name: 'sg status', reference: 150, args: (folder) => ['status', '-C', path.join(folder, 'genome')] },
  {
    id: '3d',
    name: 'sg run (two steps, mock, no wait)',
    reference: 226,
    args: (folder, round) => [
      ...['run', 'bench_two_steps', '--no-wait', '-C', path.join(folder, 'genome')],
      ...['--input', input(round)],
    ],
  },
];

/** Row 3: whole processes, from start to exit. */
export function processRows(options: { readonly smoke: boolean }): Promise<readonly BenchRow[]> {
  const rounds = options.smoke ? 2 : 15;
  const folder = mkdtempSync(path.join(tmpdir(), 'sg-bench-'));
  try {
    start(['init', path.join(folder, 'genome')]);
    writeFileSync(path.join(folder, 'genome', 'contracts', 'pathways', 'bench_two_steps.sg'), twoSteps);
    const bare = median(
      times(rounds, () => {
        spawn(['-e', '0']);
      }),
    );
    const rows = timings.map(({ id, name, reference, args }) => {
      const taken = median(
        times(rounds, (round) => {
          start(args(folder, round));
        }),
      );
      return {
        id,
        work: name,
        measured: `${taken.toFixed(0)} ms (bare node ${bare.toFixed(0)} ms)`,
        reference: `the predecessor: ${reference} ms`,
        ratio: `×${(taken / reference).toFixed(2)} of its time`,
        goals: [{ says: `${reference} ms`, reached: taken <= reference }],
        values: { milliseconds: taken, bareNode: bare, reference },
      };
    });
    return Promise.resolve(rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function times(rounds: number, action: (round: number) => void): readonly number[] {
  return Array.from({ length: rounds }, (_, round) => {
    const started = performance.now();
    action(round);
    return performance.now() - started;
  });
}

function start(args: readonly string[]): void {
  spawn([sg, ...args]);
}

function spawn(args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [...args], { encoding: 'utf8', timeout: 60_000 });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status ?? 'a signal'}: ${stderr}`);
}
