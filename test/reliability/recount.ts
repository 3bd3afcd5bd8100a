import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { LedgerRecord } from '../../src/ledger/record.ts';

/**
 * What the lines of a ledger add up to, counted a second time from the files alone and with all records in hand: no fold,
 * no summary, no checkpoint. For ledgers without later verdicts.
 */
export interface Recount {
  readonly lines: number;
  /** Torn or altered. */
  readonly damaged: number;
  readonly runs: number;
  readonly intents: number;
  readonly withdrawn: number;
  /** Intents that no outcome and no withdrawal closes. */
  readonly open: number;
  /** Closed more than once, or closed without an intent: never right. */
  readonly strays: readonly string[];
  /** `<locus> <allele>`, then what was counted. */
  readonly tallies: ReadonlyMap<string, CountedTally>;
}

export interface CountedTally {
  attempts: number;
  readonly outcomes: Record<string, number>;
  open: number;
  /** `<timescale> good|bad`. */
  readonly observations: Record<string, number>;
}

export function recount(files: readonly string[]): Recount {
  const { records, lines } = recordsOf(files);
  const intents = records.filter((record) => record.t === 'intent');
  const places = new Map(intents.map((intent) => [placeOf(intent), intent]));
  const closed = new Map<string, number>();
  for (const record of records) {
    if (record.t !== 'outcome' && record.t !== 'withdrawn') continue;
    closed.set(placeOf(record), (closed.get(placeOf(record)) ?? 0) + 1);
  }
  const strays = [...closed].filter(([place, times]) => times > 1 || !places.has(place)).map(([place]) => place);
  const open = intents.filter((intent) => !closed.has(placeOf(intent)));
  const tallies = tallied(records, open, (record) => places.get(placeOf(record))?.input ?? '');
  return {
    lines,
    damaged: lines - records.length,
    runs: records.filter(({ t }) => t === 'run').length,
    intents: intents.length,
    withdrawn: records.filter(({ t }) => t === 'withdrawn').length,
    open: open.length,
    strays,
    tallies,
  };
}

type Attempt = Extract<LedgerRecord, { t: 'intent' | 'outcome' | 'withdrawn' | 'verdict' }>;
type Intent = Extract<LedgerRecord, { t: 'intent' }>;

function placeOf({ run, attempt }: Attempt): string {
  return `${run} ${attempt}`;
}

function tallied(
  records: readonly LedgerRecord[],
  open: readonly Intent[],
  inputOf: (record: Attempt) => string,
): Recount['tallies'] {
  const tallies = new Map<string, CountedTally>();
  const at = ({ locus, allele }: Attempt): CountedTally => {
    const key = `${locus} ${allele}`;
    const known = tallies.get(key) ?? { attempts: 0, outcomes: {}, open: 0, observations: {} };
    tallies.set(key, known);
    return known;
  };
  // Asked again within a run, a question counts once, by its last answer.
  const answers = new Map<string, Extract<LedgerRecord, { t: 'outcome' }>>();
  const verdicts = new Map<string, Extract<LedgerRecord, { t: 'verdict' }>>();
  for (const record of records) {
    if (record.t === 'outcome') {
      at(record).attempts += 1;
      answers.set(question(record, inputOf), record);
    }
    if (record.t === 'verdict') verdicts.set(`${question(record, inputOf)} ${record.timescale}`, record);
  }
  for (const answer of answers.values()) add(at(answer).outcomes, answer.outcome);
  for (const verdict of verdicts.values()) {
    add(at(verdict).observations, `${verdict.timescale} ${verdict.healthy ? 'good' : 'bad'}`);
  }
  for (const intent of open) {
    at(intent).attempts += 1;
    at(intent).open += 1;
  }
  return tallies;
}

function question(record: Attempt, inputOf: (record: Attempt) => string): string {
  return `${record.run} ${record.locus} ${record.allele} ${inputOf(record)}`;
}

function add(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

function recordsOf(files: readonly string[]): { readonly records: readonly LedgerRecord[]; readonly lines: number } {
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').split('\n')).filter((line) => line !== '');
  const records = lines.flatMap((line) => {
    const json = line.slice(9);
    return crc32(json) === Number.parseInt(line.slice(0, 8), 16) ? [JSON.parse(json) as LedgerRecord] : [];
  });
  return { records, lines: lines.length };
}
