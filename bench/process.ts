import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { median } from './median.ts';
import type { BenchRow } from './row.ts';

const sg = path.join(import.meta.dirname, '..', 'bin', 'run.js');

interface Timing {
  readonly name: string;
  /** The predecessor's figure in milliseconds (an interpreter that starts in 21 ms). */
  readonly reference: number;
  readonly args: (folder: string, round: number) => readonly string[];
}

const input = (round: number) => JSON.stringify({ bridge_name: `br${round}`, interfaces: [] });

const timings: readonly Timing[] = [
  { name: 'sg --version', reference: 134, args: () => ['--version'] },
  { name: 'sg init DIR', reference: 161, args: (folder, round) => ['init', path.join(folder, `new-${round}`)] },
  { name: 'sg status', reference: 150, args: (folder) => ['status', '-C', path.join(folder, 'genome')] },
  {
    name: 'sg run (one gene, mock, no wait)',
    reference: 226,
    args: (folder, round) => [
      ...['run', 'bridge_create', '--no-wait', '-C', path.join(folder, 'genome')],
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
    const bare = median(
      times(rounds, () => {
        spawn(['-e', '0']);
      }),
    );
    const rows = timings.map(({ name, reference, args }) => {
      const taken = median(
        times(rounds, (round) => {
          start(args(folder, round));
        }),
      );
      return {
        id: '3',
        work: name,
        measured: `${taken.toFixed(0)} ms (bare node ${bare.toFixed(0)} ms)`,
        reference: `${reference} ms`,
        ratio: `×${(taken / reference).toFixed(2)}`,
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
