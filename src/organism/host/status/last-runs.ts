import { readLedger } from '../../../ledger/read-ledger.ts';
import type { Outcome } from '../../../model/outcome.ts';
import type { Timescale } from '../../../model/timescale.ts';

/** The newest attempt at a locus, as far as the ledger still has it record by record. */
export interface LastRun {
  readonly locus: string;
  readonly allele: string;
  /** Kernel time, seconds since 1970. */
  readonly at: number;
  readonly outcome: Outcome;
  /** What was found of it since, by timescale; null where nobody has looked. */
  readonly verdicts: Readonly<Record<Timescale, boolean | null>>;
}

type OpenRun = LastRun & { readonly key: string; verdicts: Record<Timescale, boolean | null> };

/** The newest closed attempt of each locus with its verdicts, by locus. Attempts that were withdrawn say nothing. */
export function lastRuns(ledger: string): readonly LastRun[] {
  const { records } = readLedger(ledger, ['outcome', 'verdict', 'withdrawn']);
  const withdrawn = new Set(records.flatMap((each) => (each.t === 'withdrawn' ? [keyOf(each)] : [])));
  const newest = new Map<string, OpenRun>();
  for (const record of records) {
    if (record.t !== 'outcome' || withdrawn.has(keyOf(record))) continue;
    const { locus, allele, at, outcome } = record;
    if ((newest.get(locus)?.at ?? -Infinity) > at) continue;
    const verdicts = { immediate: null, convergence: null, resilience: null };
    newest.set(locus, { locus, allele, at, outcome, verdicts, key: keyOf(record) });
  }
  for (const record of records) {
    if (record.t !== 'verdict') continue;
    const run = newest.get(record.locus);
    if (run?.key === keyOf(record)) run.verdicts[record.timescale] = record.healthy;
  }
  return [...newest.values()].map(({ key: _, ...run }) => run).sort((a, b) => (a.locus < b.locus ? -1 : 1));
}

function keyOf({ run, attempt }: { readonly run: string; readonly attempt: number }): string {
  return `${run} ${attempt}`;
}
