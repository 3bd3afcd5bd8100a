import type { MutationEngine } from '../../mutation/engine.ts';
import type { SpendingStore } from '../../mutation/spending-store.ts';
import type { Sha256 } from '../../model/digest.ts';
import type { JudgeMeans } from './judge-answers.ts';
import type { MutationLimits } from './mutation-limits.ts';
import type { StepListener } from './mutation-step.ts';
import type { QuestionStore } from './question-store.ts';

/** With what a mutation is made: who writes, what it may cost, where that is written down. */
export interface MutateMeans extends JudgeMeans {
  readonly engine: MutationEngine;
  readonly limits: MutationLimits;
  /** Values that may appear nowhere. */
  readonly secrets: readonly string[];
  readonly spending: SpendingStore;
  readonly questions: QuestionStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly step: StepListener;
  /** Looks for an open proposal where this repository can't see it. */
  readonly elsewhere?: (signature: Sha256) => Promise<unknown>;
}
