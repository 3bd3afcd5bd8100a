import { crc32 } from 'node:zlib';
import { tallyNumbers } from './allele-tally.ts';
import { disagreementsJson, disagreementsOfJson, type DisagreementJson } from './disagreements.ts';
import type { DueAnswer, DueEntry } from './due-entry.ts';
import type { LedgerState } from './ledger-fold.ts';
import { LocusTallies } from './locus-tallies.ts';
import { openRun, type OpenAttempt, type OpenRun, type Question } from './open-run.ts';

/** The state as JSON; ten thousand alleles make about a megabyte. */
export interface StateJson {
  readonly tallies: Record<string, Record<string, readonly number[]>>;
  readonly runs: readonly RunJson[];
  readonly due: readonly (readonly [string, readonly DueEntry[]])[];
  readonly answers: readonly (readonly [string, DueAnswer])[];
  /** Absent from summaries of version 1: nobody counted them then. */
  readonly disagreements?: readonly DisagreementJson[];
  readonly failures?: readonly (readonly [string, readonly (readonly [string, string])[]])[];
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
  return {
    tallies,
    runs,
    due: [...state.due],
    answers: [...state.answers],
    disagreements: disagreementsJson(state.disagreements),
    failures: [...state.failures].map(([locus, cases]) => [locus, [...cases]] as const),
  };
}

export function stateOfJson(json: StateJson): LedgerState {
  const tallies: LedgerState['tallies'] = new Map(
    Object.entries(json.tallies).map(([locus, alleles]) => [locus, new LocusTallies(alleles)]),
  );
  const runs = json.runs.map(({ attempts, questions, ...rest }): [string, OpenRun] => {
    const run: OpenRun = { ...openRun(rest.run), ...rest, attempts: new Map(attempts), questions: new Map(questions) };
    return [run.run, run];
  });
  const due = json.due.map(([key, entries]): [string, DueEntry[]] => [key, [...entries]]);
  return {
    tallies,
    runs: new Map(runs),
    due: new Map(due),
    answers: new Map(json.answers),
    disagreements: disagreementsOfJson(json.disagreements ?? []),
    failures: new Map((json.failures ?? []).map(([locus, cases]) => [locus, new Map(cases)])),
  };
}

/** Raised when the shape of what is kept changes: what an older sg wrote is then made again. */
const version = 2;

/** A value of ours as a file of ours: a line with version and CRC-32, then JSON. */
export function sealed(value: unknown): string {
  const json = JSON.stringify(value);
  return `sg ${version} ${crc32(json).toString(16)}\n${json}\n`;
}

/**
 * What was sealed; `undefined` where the text is torn, altered or of another version. The caller knows the shape.
 * @param oldest the oldest version the caller can read: what can't be made again is read in every version there was
 */
export function unsealed(text: string, oldest = version): unknown {
  const line = text.indexOf('\n');
  const json = text.slice(line + 1, -1);
  const [, number = '', sum] = /^sg (\d{1,6}) ([0-9a-f]{1,8})$/.exec(text.slice(0, line)) ?? [];
  const written = Number.parseInt(number, 10);
  if (sum !== crc32(json).toString(16) || written < oldest || written > version) return undefined;
  return JSON.parse(json);
}
