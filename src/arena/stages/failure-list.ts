import type { StageFailure, StageName, StageResult } from '../stage-result.ts';
import type { TrialCase } from '../trial-case.ts';

/** A stage's result, and the trial that shows its first failure where there is one. */
export interface StageReport {
  readonly result: StageResult;
  readonly shown?: { readonly failure: StageFailure; readonly trial: TrialCase };
}

/** A stage lists no more: the first ones tell what to mend. */
const mostFailures = 3;

/** Collects what a stage finds, in order, until there is enough to know. */
export class FailureList {
  readonly #stage: StageName;
  readonly #failures: StageFailure[] = [];
  #checked = 0;
  #shown: StageReport['shown'];

  constructor(stage: StageName) {
    this.#stage = stage;
  }

  /** Nothing more needs to be looked at: there are enough failures, or one that takes long to show each time. */
  get full(): boolean {
    return this.#failures.length >= mostFailures || this.#failures.some(({ kind }) => kind.endsWith('-limit'));
  }

  /** One more thing was looked at. Does nothing once the list is full, so that results beyond it leave no trace. */
  note(at: string, found: readonly Pick<StageFailure, 'kind' | 'message'>[], trial?: () => TrialCase): void {
    if (this.full) return;
    this.#checked += 1;
    for (const { kind, message } of found) {
      if (this.#failures.length >= mostFailures) return;
      const failure = { kind, at, message: shortened(message) };
      this.#failures.push(failure);
      if (trial !== undefined) this.#shown ??= { failure, trial: trial() };
    }
  }

  get report(): StageReport {
    return { result: this.result, ...(this.#shown === undefined ? {} : { shown: this.#shown }) };
  }

  get result(): StageResult {
    const status = this.#failures.length > 0 ? 'failed' : this.#checked === 0 ? 'skipped' : 'passed';
    return { stage: this.#stage, status, checked: this.#checked, failures: this.#failures };
  }
}

const longestMessage = 300;

function shortened(message: string): string {
  return message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message;
}
