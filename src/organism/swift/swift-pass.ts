import type { Execution } from '../run/execution.ts';
import type { Acted } from '../run/records.ts';
import type { CheckReport } from '../run/report.ts';
import type { Verification } from '../run/verification.ts';

/** A verification that is asked again when its window ends. */
export interface OpenWindow {
  /** Kernel time of its beginning and its end, seconds since 1970. */
  readonly opened: number;
  readonly due: number;
  /** What the look at its beginning found. */
  readonly healthyAtOnce: boolean;
  readonly step: string;
  /** What was found so far; the answers at the end are added. Shared with the report. */
  readonly checks: CheckReport[];
  /** Asks: true, false, or null when a diagnostic gave no answer. */
  readonly ask: () => Promise<{ readonly checks: readonly CheckReport[]; readonly healthy: boolean | null }>;
  /** Found at the end; `undefined` while it is open. */
  healthy?: boolean | null | undefined;
}

/** An attempt that counts once the whole pass holds. */
export interface ProvisionalAttempt {
  readonly acted: Acted;
  readonly execution: Execution;
  readonly verification: Verification;
}

/**
 * What the swift pass over a pathway gathers. It expects everything to work: only dominant alleles, independent steps side
 * by side, and all verification windows open at the same time. Whatever does not work out ends the pass; then everything
 * is undone and the careful pass, one step and one window after the other, finds whom to blame and who can answer.
 */
export class SwiftPass {
  readonly windows: OpenWindow[] = [];
  readonly attempts: ProvisionalAttempt[] = [];
  /** Every attempt with an intent on record. */
  readonly begun: Acted[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  /** One configuration gene acts at a time, so that what changed meanwhile is what that one did. */
  alone<T>(action: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(action);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}
