import type { Outcome } from '../model/outcome.ts';
import { isRunning } from '../model/process-identity.ts';
import { emptyTally, mergeTallies, type OpenTally, type Tallies } from './allele-tally.ts';
import { followsCanary } from './after-canary.ts';
import { countDisagreements, type Disagreements } from './disagreements.ts';
import { dueKey, type DueAnswer, type DueEntry } from './due-entry.ts';
import { rememberCase, type FailureInputs } from './failure-inputs.ts';
import { openRun, type OpenAttempt, type OpenRun, type Question } from './open-run.ts';
import type { DueRecord, LedgerRecord, VerdictRecord } from './record.ts';

type Found<T extends LedgerRecord['t']> = Extract<LedgerRecord, { t: T }>;

/** Everything that is kept of records once they have been read. */
export interface LedgerState {
  readonly tallies: Map<string, Map<string, OpenTally>>;
  readonly runs: Map<string, OpenRun>;
  /** By `dueKey`, in the order found. */
  readonly due: Map<string, DueEntry[]>;
  readonly answers: Map<string, DueAnswer>;
  readonly disagreements: Disagreements;
  readonly failures: FailureInputs;
}

export function emptyState(): LedgerState {
  return {
    tallies: new Map(),
    runs: new Map(),
    due: new Map(),
    answers: new Map(),
    disagreements: new Map(),
    failures: new Map(),
  };
}

/**
 * Folds records into what they add up to. The records of one run come in the order written; runs may come in any order and
 * interleaved. Memory is bounded by alleles, open runs and checks still due, not by records.
 */
export class LedgerFold {
  readonly state: LedgerState;

  constructor(state: LedgerState = emptyState()) {
    this.state = state;
  }

  /** Closed attempts as they were counted, open ones as `unfinished` or, once their process is dead, `interrupted`. */
  get tallies(): Tallies {
    return mergeTallies(this.state.tallies, openTallies(this.state.runs));
  }

  add(record: LedgerRecord): void {
    switch (record.t) {
      case 'run': {
        const { pid, start = null, boot = null, namespace = null } = record;
        const run = this.#run(record.run);
        run.identity = { pid, start, boot, namespace };
        run.kernel = record.kernel;
        run.phenotype = record.phenotype;
        return;
      }
      case 'intent':
        this.#intent(record);
        return;
      case 'outcome':
        this.#outcome(record);
        return;
      case 'case':
        rememberCase(this.state.failures, record);
        return;
      case 'withdrawn':
        this.state.runs.get(record.run)?.attempts.delete(record.attempt);
        return;
      case 'verdict':
        this.#verdict(record);
        return;
      case 'due':
        this.#run(record.run).due.push(record);
        return;
      case 'undone':
        forgetChecks(this.state, record.run);
        return;
      case 'end':
        this.#end(record);
        return;
      default:
        return;
    }
  }

  #intent({ run, attempt, locus, allele, input, at, canary }: Found<'intent'>): void {
    const question = `${locus} ${allele} ${input}`;
    const marked = canary === true ? { canary } : {};
    this.#run(run).attempts.set(attempt, { locus, allele, at, question, input, over: false, ...marked });
  }

  #close({ run, attempt, outcome, fallbackOf }: Found<'outcome'>): OpenAttempt | undefined {
    const open = this.state.runs.get(run)?.attempts.get(attempt);
    if (open === undefined) return undefined;
    open.over = true;
    open.outcome = outcome;
    if (fallbackOf !== undefined) open.fallbackOf = fallbackOf;
    return open;
  }

  #outcome(record: Found<'outcome'>): void {
    const tally = this.#tally(record);
    tally.attempts += 1;
    const attempt = this.#close(record);
    const question = attempt === undefined ? undefined : this.#question(record.run, attempt);
    if (question?.outcome !== undefined) countOutcome(tally, question.outcome, question.afterCanary, -1);
    const after = attempt !== undefined && followsCanary(this.#run(record.run), attempt);
    if (question !== undefined) question.outcome = record.outcome;
    if (question !== undefined && after) question.afterCanary = true;
    countOutcome(tally, record.outcome, question?.afterCanary, 1);
  }

  #verdict(record: VerdictRecord): void {
    const { run, attempt, timescale, healthy, replaces, answers } = record;
    const known = this.state.runs.get(run)?.attempts.get(attempt);
    const own = known === undefined ? undefined : this.#question(run, known).verdicts;
    const before = replaces === undefined ? own?.[timescale] : (replaces ?? undefined);
    const counts = this.#tally(record).observations[timescale];
    if (before !== undefined) counts[side(before)] -= 1;
    counts[side(healthy)] += 1;
    if (own !== undefined) own[timescale] = healthy;
    if (answers !== undefined) this.#answer(dueKey(record), { notBefore: answers, healthy, at: record.at });
  }

  #answer(key: string, answer: DueAnswer): void {
    const known = this.state.answers.get(key);
    if (known === undefined || known.notBefore <= answer.notBefore) this.state.answers.set(key, answer);
  }

  #end({ run, rolledBack }: Found<'end'>): void {
    const ended = this.state.runs.get(run);
    if (ended === undefined) return;
    countDisagreements(this.state.disagreements, ended);
    // What was undone leaves nothing to look at later.
    if (!rolledBack) for (const due of ended.due) this.#due(ended, due);
    // An end says that nothing is under way any more; what stayed open was lost on the way, and counts as a failure.
    for (const attempt of ended.attempts.values()) if (!attempt.over) countOpen(this.#tally(attempt), 'interrupted');
    this.state.runs.delete(run);
  }

  #due(run: OpenRun, due: DueRecord): void {
    const attempt = run.attempts.get(due.attempt);
    // Of an attempt that was withdrawn nobody is judged.
    if (attempt === undefined) return;
    const found = run.questions.get(attempt.question)?.verdicts[due.timescale] ?? null;
    const entry = { ...due, kernel: run.kernel, phenotype: run.phenotype, found };
    const key = dueKey(due);
    this.state.due.set(key, [...(this.state.due.get(key) ?? []), entry]);
  }

  #run(run: string): OpenRun {
    const known = this.state.runs.get(run);
    if (known !== undefined) return known;
    const made = openRun(run);
    this.state.runs.set(run, made);
    return made;
  }

  #question(run: string, attempt: OpenAttempt): Question {
    const { questions } = this.#run(run);
    const known = questions.get(attempt.question) ?? { verdicts: {} };
    questions.set(attempt.question, known);
    return known;
  }

  #tally(record: { readonly locus: string; readonly allele: string; readonly at: number }): OpenTally {
    return tallyAt(this.state.tallies, record);
  }
}

/** Nothing is left of the run's work to look at. */
function forgetChecks({ due, runs }: LedgerState, run: string): void {
  for (const key of [...due.keys()]) if (key.startsWith(`${run} `)) due.delete(key);
  runs.get(run)?.due.splice(0);
}

function side(healthy: boolean): 'good' | 'bad' {
  return healthy ? 'good' : 'bad';
}

function countOutcome(tally: OpenTally, outcome: Outcome, afterCanary = false, by: 1 | -1): void {
  tally.outcomes[outcome] += by;
  if (!afterCanary) return;
  if (outcome === 'ok') tally.afterCanary.right += by;
  if (outcome === 'gene-failure') tally.afterCanary.wrong += by;
}

type Place = { readonly locus: string; readonly allele: string; readonly at: number };

function tallyAt(tallies: LedgerState['tallies'], { locus, allele, at }: Place): OpenTally {
  const alleles = tallies.get(locus) ?? new Map<string, OpenTally>();
  tallies.set(locus, alleles);
  const tally = alleles.get(allele) ?? emptyTally();
  alleles.set(allele, tally);
  tally.lastAt = Math.max(tally.lastAt, at);
  return tally;
}

function countOpen(tally: OpenTally, as: 'interrupted' | 'unfinished'): void {
  tally.attempts += 1;
  tally[as] += 1;
}

/** Attempts that nothing closed, by whether their process still runs. */
function openTallies(runs: ReadonlyMap<string, OpenRun>): Tallies {
  const tallies: LedgerState['tallies'] = new Map();
  for (const run of runs.values()) {
    const open = [...run.attempts.values()].filter(({ over }) => !over);
    if (open.length === 0) continue;
    const as = isAlive(run) ? 'unfinished' : 'interrupted';
    for (const attempt of open) countOpen(tallyAt(tallies, attempt), as);
  }
  return tallies;
}

function isAlive({ identity }: OpenRun): boolean {
  return identity !== null && isRunning(identity);
}

/** Runs that died are over: their open attempts become failures for good. */
export function settleDead({ tallies, runs }: LedgerState): void {
  for (const run of [...runs.values()]) {
    if (isAlive(run)) continue;
    for (const attempt of run.attempts.values()) {
      if (!attempt.over) countOpen(tallyAt(tallies, attempt), 'interrupted');
    }
    runs.delete(run.run);
  }
}
