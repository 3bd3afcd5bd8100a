import type { Json, JsonObject } from '../../model/json.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { ShadowVerdict } from '../../model/shadow-verdict.ts';
import type { RunId } from '../../model/run-id.ts';
import type { Timescale } from '../../model/timescale.ts';
import type { WorldDifference } from '../../kernel/kernel.ts';
import type { Unwatched } from '../armed/unwatched.ts';

/** A pathway's fused allele failed: where as far as it is known, and why. */
export interface Decomposition {
  readonly pathway: string;
  readonly allele: string;
  readonly step?: string;
  readonly locus?: string;
  readonly reason: string;
}

/** How a run of a pathway bears on its fusion. */
export interface FusionReport {
  /**
   * `fused`: the fused allele did it. `decomposed`: it failed, was undone, and the steps ran. `passed`: it had no answer
   * (a refusal, a kernel out of reach) and the steps had the word. `stale`: it was made of other alleles than are expressed
   * now and was not used. `stepwise`: there is none.
   */
  readonly state: 'fused' | 'decomposed' | 'passed' | 'stale' | 'stepwise';
  /** Digest of the alleles that answered. */
  readonly composition: string;
  readonly allele?: string;
  /** Of a fused allele that failed: where and why. */
  readonly step?: string;
  readonly locus?: string;
  readonly reason?: string;
  /** Composed pathways whose own fused alleles failed on the way. */
  readonly within?: readonly Decomposition[];
  /** Successes in a row with this composition, this run included. */
  readonly count?: number;
  /** What to do about it, or what was done. */
  readonly note?: string;
}

/** What the allele next in line made of a step, on a mock of the host. */
export interface ShadowReport {
  readonly step: string;
  readonly locus: string;
  readonly allele: string;
  readonly verdict: ShadowVerdict;
}

/** What one run did, as `sg run --json` prints it. */
export interface RunReport {
  readonly ok: boolean;
  /** The pathway or locus that was run. */
  readonly pathway: string;
  readonly phenotype: string;
  readonly kernel: string;
  readonly run: RunId;
  readonly dryRun: boolean;
  /** What the diagnostics among the steps and the pathway's verification found; null when nothing looked. */
  readonly healthy: boolean | null;
  readonly steps: readonly StepReport[];
  readonly verify: readonly CheckReport[];
  readonly rolledBack: boolean;
  /** Present when something was undone: whether the state was proven equal to the one before. */
  readonly rollback?: { readonly proven: boolean; readonly differences: readonly WorldDifference[] };
  /** What was left to `sg watch`: the diagnostics to ask when the last window has ended. */
  readonly unwatched?: Unwatched;
  /** On a host: the work is undone at this moment (seconds since 1970) unless `sg watch` found that it holds. */
  readonly expires?: number;
  /** What is different in the world now; empty after a rollback. */
  readonly changes: readonly WorldDifference[];
  /** Why it is not ok. */
  readonly failure?: FailureReport;
  /** Present for pathways that change the world. */
  readonly fusion?: FusionReport;
  /** Of the host's work, done again on a mock of it by other alleles; left out where nothing was. */
  readonly shadow?: readonly ShadowReport[];
  /** What became of the failure. */
  readonly mutation: MutationReport;
  /** The world's clock spent, in seconds. */
  readonly worldSeconds: number;
  readonly durationMs: number;
}

/** `captured`: kept in the case file. The others: an engine was asked for, and this is what came of it. */
export interface MutationReport {
  readonly state: 'none' | 'captured' | 'proposed' | 'already-proposed' | 'answered' | 'nothing-passed' | 'not-asked';
  readonly case?: string;
  /** Digest of the allele that is proposed, or that is right on the case already. */
  readonly allele?: string;
  readonly branch?: string;
  /** Why nobody could be asked. */
  readonly error?: { readonly code: string; readonly message: string };
}

export interface FailureReport {
  readonly kind:
    'refused' | 'gene-failure' | 'environment' | 'unhealthy' | 'verification-unknown' | 'rollback-incomplete';
  readonly step?: string;
  readonly locus?: string;
  readonly message: string;
}

export interface StepReport {
  /** Path of step numbers: `2`, `1.3` inside a composed pathway, `3[100].1` inside a loop. */
  readonly step: string;
  readonly locus: string;
  /** The composed pathways this step was reached through, outermost first. */
  readonly via: readonly string[];
  readonly ok: boolean;
  readonly outcome: Outcome;
  /** The allele whose output counts; null when every one failed. */
  readonly allele: string | null;
  readonly output: JsonObject | null;
  readonly refusal?: string;
  readonly attempts: readonly AttemptReport[];
  readonly durationMs: number;
}

export interface AttemptReport {
  readonly attempt: number;
  readonly allele: string;
  /** It was asked before the stack, because this host is one of its canaries. */
  readonly canary?: true;
  readonly outcome: Outcome;
  readonly error: AttemptError | null;
  readonly verify: readonly CheckReport[];
  /** Present when what the attempt did was undone. */
  readonly rolledBack?: { readonly proven: boolean; readonly differences: readonly WorldDifference[] };
  readonly operations: number;
  readonly durationMs: number;
}

/** What went wrong in an attempt, in the words of whoever noticed it. Text from genes and kernels is untrusted. */
export interface AttemptError {
  /** A sandbox fault (`cpu-limit`), `invalid-output`, `undeclared-failure`, `changed-on-refusal`, `out-of-scope`, … */
  readonly kind: string;
  readonly message: string;
  readonly position?: { readonly line: number; readonly column: number };
  readonly stack?: string;
  readonly details?: Json;
}

/** One diagnostic asked as part of a verification. */
export interface CheckReport {
  readonly check: string;
  readonly arguments: JsonObject;
  readonly timescale: Timescale;
  /** null: the diagnostic itself gave no answer. */
  readonly healthy: boolean | null;
  readonly allele: string | null;
  readonly output: JsonObject | null;
  readonly error: string | null;
}
