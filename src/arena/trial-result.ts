import type { Sha256 } from '../model/digest.ts';
import type { JsonObject } from '../model/json.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Timescale } from '../model/timescale.ts';
import type { TrialCost } from '../selection/cost-test.ts';

/** What came of one allele answering one trial, as plain data that is the same on every machine. */
export interface TrialResult {
  readonly outcome: Outcome;
  /** What is wrong: a sandbox fault, `unhealthy`, `out-of-scope`, …; null where nothing is. */
  readonly kind: string | null;
  /** In the words of whoever noticed it: untrusted, shortened. Empty where nothing is wrong. */
  readonly message: string;
  /** The declared refusal it named. */
  readonly refusal: string | null;
  readonly output: JsonObject | null;
  /** Whether the world was proven to be the one from before; null where nothing had to be undone. */
  readonly proven: boolean | null;
  /** Digest of the world it left, clock and ages apart. */
  readonly world: Sha256;
  /** Of the gene itself, verification apart. */
  readonly cost: TrialCost;
  readonly checks: readonly TrialCheck[];
}

/** One diagnostic of the contract's `verify`; healthy is null where it gave no answer. */
export interface TrialCheck {
  readonly check: string;
  readonly timescale: Timescale;
  readonly healthy: boolean | null;
}
