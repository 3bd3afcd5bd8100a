import { cpus } from 'node:os';
import type { BenchRow } from '../row.ts';

/** Where and when figures were measured: without it they say nothing. */
export interface Origin {
  /** ISO 8601. */
  readonly date: string;
  readonly node: string;
  readonly processor: string;
  /** Whether rows ran only long enough to show that they work. */
  readonly smoke: boolean;
}

/** What bench/results/latest.json holds. */
export interface BenchReport extends Origin {
  readonly rows: readonly BenchRow[];
}

export function originNow(smoke: boolean): Origin {
  return {
    date: new Date().toISOString(),
    node: process.version,
    processor: `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores`,
    smoke,
  };
}

/** One line for below a table or a chart. */
export function originText({ date, node, processor, smoke }: Origin): string {
  const caution = smoke ? '; a smoke run, its figures mean nothing' : '';
  return `Measured ${date.slice(0, 10)} with Node ${node.replace(/^v/, '')} on ${processor}${caution}.`;
}
