import type { DueCheck } from '../../ledger/record.ts';
import { together, type Unwatched } from '../armed/unwatched.ts';
import { feedCredits, feedVerdicts, type ActedAttempt } from './feeds.ts';
import type { CheckReport, Decomposition } from './report.ts';
import type { WorldSnapshot } from '../../kernel/kernel.ts';
import type { ExpressedGene } from '../allele-store.ts';
import type { LocusTask } from './locus-task.ts';
import type { RunContext } from './run-context.ts';
import type { JsonObject } from '../../model/json.ts';

/** What a diagnostic found, and how far the run had come. */
interface Seen {
  /** Attempts begun so far: a finding says nothing about what was done after it. */
  readonly upTo: number;
  /** Filled until the last window is closed. */
  readonly checks: readonly Pick<CheckReport, 'check' | 'arguments' | 'healthy' | 'timescale'>[];
  /** Kernel time at which the window ends that nobody waits for. */
  readonly due: number | undefined;
}

/** A question as it stood when an allele answered it at the first try. */
export interface AnsweredQuestion {
  readonly task: LocusTask;
  readonly gene: ExpressedGene;
  /** The world before. */
  readonly world: WorldSnapshot;
  /** Kernel time, seconds since 1970. */
  readonly at: number;
}

/** What a run remembers until its end: who acted, and what diagnostics found as steps and in pathways' verifications. */
export class RunMemory {
  readonly #acted: ActedAttempt[] = [];
  #seen: Seen[] = [];
  #unwatched: Unwatched[] = [];
  #attempts = 0;
  readonly #decomposed: Decomposition[] = [];
  #answered: AnsweredQuestion[] = [];
  readonly #before: readonly ActedAttempt[];

  /** @param before attempts of runs this one follows and judges, whose ends are not on record yet */
  constructor(before: readonly ActedAttempt[] = []) {
    this.#before = before;
  }

  /** Numbers the attempts of the run from 1. */
  nextAttempt(): number {
    this.#attempts += 1;
    return this.#attempts;
  }

  act(attempt: ActedAttempt): void {
    this.#acted.push(attempt);
  }

  /** Who acted in this run, in that order. */
  get acted(): readonly ActedAttempt[] {
    return this.#acted;
  }

  answer(question: AnsweredQuestion): void {
    this.#answered.push(question);
  }

  /** What configuration genes answered, in that order. */
  get answered(): readonly AnsweredQuestion[] {
    return this.#answered;
  }

  decomposed(decomposition: Decomposition): void {
    this.#decomposed.push(decomposition);
  }

  /** Fused alleles that failed in this run. */
  get decompositions(): readonly Decomposition[] {
    return this.#decomposed;
  }

  see(checks: Seen['checks'], due?: number): void {
    this.#seen.push({ upTo: this.#attempts, checks, due });
  }

  seeStep(check: string, input: JsonObject, healthy: unknown): void {
    if (typeof healthy === 'boolean') this.see([{ check, arguments: input, healthy, timescale: 'immediate' }]);
  }

  /** A window was left to others, healthy so far. */
  leave(until: number, checks: readonly Pick<CheckReport, 'check' | 'arguments'>[]): void {
    const asked = checks.map(({ check, arguments: given }) => ({ target: check, arguments: given }));
    this.#unwatched.push({ until, checks: asked as readonly DueCheck[] });
  }

  get unwatched(): Unwatched | undefined {
    return together(this.#unwatched);
  }

  /** The swift pass was given up: what was found in it is found again. */
  forgetFindings(): void {
    this.#seen = [];
    this.#unwatched = [];
    this.#answered = [];
  }

  /**
   * Credits every finding to the alleles that its diagnostic `feeds` and that had acted when it was made, and leaves to
   * `sg watch` what nobody waits for.
   */
  async credit({ organism }: RunContext): Promise<void> {
    const { contracts, journal, kernel } = organism;
    const at = await kernel.now();
    for (const { upTo, checks, due } of this.#seen) {
      const acted = [...this.#before, ...this.#acted.filter(({ attempt }) => attempt <= upTo)];
      for (const { check, arguments: input, healthy, timescale } of checks) {
        if (due !== undefined) this.#leave(organism, acted, { check, input, at, due });
        // Good at once says nothing about later; bad is bad.
        if (healthy === null || (healthy && timescale === 'immediate')) continue;
        const verdicts = feedVerdicts(contracts, acted, { at, diagnostic: check, input, healthy });
        for (const verdict of verdicts) journal.add(verdict);
      }
    }
  }

  #leave(
    { contracts, journal }: RunContext['organism'],
    acted: readonly ActedAttempt[],
    { check, input, at, due }: Unseen,
  ): void {
    for (const credit of feedCredits(contracts, acted, { diagnostic: check, input })) {
      if (credit.timescale !== 'convergence') continue;
      const asked = { target: check, arguments: input as DueCheck['arguments'] };
      journal.add({ t: 'due', ...credit, at, notBefore: due, check: [asked] });
    }
  }
}

interface Unseen {
  readonly check: string;
  readonly input: JsonObject;
  readonly at: number;
  readonly due: number;
}
