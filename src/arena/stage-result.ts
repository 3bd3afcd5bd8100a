/** The stages of the arena, cheapest first; the first that fails ends it. */
export const stageNames = ['integrity', 'static', 'examples', 'replay', 'worlds', 'faults', 'competition'] as const;

export type StageName = (typeof stageNames)[number];

/** One thing that does not hold. Texts may come from genes and kernels: untrusted, and deterministic. */
export interface StageFailure {
  /** Stable kebab-case word for what is wrong: `digest-mismatch`, `out-of-scope`. */
  readonly kind: string;
  /** What it was found at: an example's name, `world 17`, `line 3`. */
  readonly at: string;
  readonly message: string;
}

export interface StageResult {
  readonly stage: StageName;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** How many things were looked at; 0 when skipped. */
  readonly checked: number;
  readonly failures: readonly StageFailure[];
}
