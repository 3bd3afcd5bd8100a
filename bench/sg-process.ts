import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { median } from './median.ts';

const sg = path.join(import.meta.dirname, '..', 'bin', 'run.js');

export interface Taken {
  readonly milliseconds: number;
  readonly mebibytes: number;
}

const gnuTime = '/usr/bin/time';

/** One sg process: wall time, and its peak memory as GNU time tells it (0 where that program is missing). */
export function sgProcess(args: readonly string[]): Taken {
  const timed = existsSync(gnuTime);
  const command = [process.execPath, sg, ...args];
  const [program = '', ...rest] = timed ? [gnuTime, '-f', '%M', ...command] : command;
  const started = performance.now();
  const { status, stderr } = spawnSync(program, rest, { encoding: 'utf8', timeout: 300_000 });
  const milliseconds = performance.now() - started;
  if (status !== 0) throw new Error(`sg ${args.join(' ')} ended with ${status ?? 'a signal'}: ${stderr}`);
  return { milliseconds, mebibytes: timed ? Number(stderr.trim().split('\n').at(-1)) / 1024 : 0 };
}

/** The middle of each figure by itself. */
export function middle(taken: readonly Taken[]): Taken {
  return {
    milliseconds: median(taken.map(({ milliseconds }) => milliseconds)),
    mebibytes: median(taken.map(({ mebibytes }) => mebibytes)),
  };
}
