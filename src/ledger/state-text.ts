import { crc32 } from 'node:zlib';
import { tallyNumbers, tallyOfNumbers } from './allele-tally.ts';
import type { DueAnswer, DueEntry } from './due-entry.ts';
import type { LedgerState } from './ledger-fold.ts';
import { openRun, type OpenAttempt, type OpenRun, type Question } from './open-run.ts';

/** The state as JSON; ten thousand alleles make about a megabyte. */
interface StateJson {
  readonly tallies: Record<string, Record<string, readonly number[]>>;
  readonly runs: readonly RunJson[];
  readonly due: readonly (readonly [string, readonly DueEntry[]])[];
  readonly answers: readonly (readonly [string, DueAnswer])[];
}

type RunJson = Omit<OpenRun, 'attempts' | 'questions'> & {
  readonly attempts: readonly (readonly [number, OpenAttempt])[];
  readonly questions: readonly (readonly [string, Question])[];
};

export function stateJson(state: LedgerState): StateJson {
  const tallies = Object.fromEntries(
    [...state.tallies].map(([locus, alleles]) => [
      locus,
      Object.fromEntries([...alleles].map(([allele, tally]) => [allele, tallyNumbers(tally)])),
    ]),
  );
  const runs = [...state.runs.values()].map((run) => ({
    ...run,
    attempts: [...run.attempts],
    questions: [...run.questions],
  }));
  return { tallies, runs, due: [...state.due], answers: [...state.answers] };
}

export function stateOfJson(json: StateJson): LedgerState {
  const tallies: LedgerState['tallies'] = new Map(
    Object.entries(json.tallies).map(([locus, alleles]) => [
      locus,
      new Map(Object.entries(alleles).map(([allele, numbers]) => [allele, tallyOfNumbers(numbers)])),
    ]),
  );
  const runs = json.runs.map(({ attempts, questions, ...rest }): [string, OpenRun] => {
    const run: OpenRun = { ...openRun(rest.run), ...rest, attempts: new Map(attempts), questions: new Map(questions) };
    return [run.run, run];
  });
  const due = json.due.map(([key, entries]): [string, DueEntry[]] => [key, [...entries]]);
  return { tallies, runs: new Map(runs), due: new Map(due), answers: new Map(json.answers) };
}

/** Raised when the shape of what is kept changes: what an older sg wrote is then made again. */
const version = 1;

/** A value of ours as a file of ours: a line with version and CRC-32, then JSON. */
export function sealed(value: unknown): string {
  const json = JSON.stringify(value);
  return `sg ${version} ${crc32(json).toString(16)}\n${json}\n`;
}

/** What was sealed; `undefined` where the text is torn, altered or of another version. The caller knows the shape. */
export function unsealed(text: string): unknown {
  const line = text.indexOf('\n');
  const json = text.slice(line + 1, -1);
  if (text.slice(0, line) !== `sg ${version} ${crc32(json).toString(16)}`) return undefined;
  return JSON.parse(json);
}
