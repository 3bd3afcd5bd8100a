import { feedVerdicts, type ActedAttempt } from './feeds.ts';
import type { CheckReport } from './report.ts';
import type { RunContext } from './run-context.ts';
import type { JsonObject } from '../model/json.ts';

/** What a diagnostic found, and how far the run had come. */
interface Seen {
  /** Attempts begun so far: a finding says nothing about what was done after it. */
  readonly upTo: number;
  /** Filled until the last window is closed. */
  readonly checks: readonly Pick<CheckReport, 'check' | 'arguments' | 'healthy' | 'timescale'>[];
}

/** What a run remembers until its end: who acted, and what diagnostics found as steps and in pathways' verifications. */
export class RunMemory {
  readonly #acted: ActedAttempt[] = [];
  #seen: Seen[] = [];
  #attempts = 0;

  /** Numbers the attempts of the run from 1. */
  nextAttempt(): number {
    this.#attempts += 1;
    return this.#attempts;
  }

  act(attempt: ActedAttempt): void {
    this.#acted.push(attempt);
  }

  see(checks: Seen['checks']): void {
    this.#seen.push({ upTo: this.#attempts, checks });
  }

  seeStep(check: string, input: JsonObject, healthy: unknown): void {
    if (typeof healthy === 'boolean') this.see([{ check, arguments: input, healthy, timescale: 'immediate' }]);
  }

  /** The swift pass was given up: what was found in it is found again. */
  forgetFindings(): void {
    this.#seen = [];
  }

  /** Credits every finding to the alleles that its diagnostic `feeds` and that had acted when it was made. */
  async credit({ organism, run }: RunContext): Promise<void> {
    const at = await organism.kernel.now();
    for (const { upTo, checks } of this.#seen) {
      const acted = this.#acted.filter(({ attempt }) => attempt <= upTo);
      for (const { check, arguments: input, healthy, timescale } of checks) {
        // Good at once says nothing about later; bad is bad.
        if (healthy === null || (healthy && timescale === 'immediate')) continue;
        const finding = { run, at, diagnostic: check, input, healthy };
        for (const verdict of feedVerdicts(organism.contracts, acted, finding)) organism.journal.add(verdict);
      }
    }
  }
}
