/** How much a differential test does: as many sequences as asked for, else what fits into a time. */
export interface Budget {
  readonly numRuns: number;
  readonly seed: number;
  /** Milliseconds after which no further sequence begins; left out where a number of sequences was asked for. */
  readonly interruptAfterTimeLimit?: number;
}

/**
 * LAB_SEQUENCES asks for a number of sequences and gets them all; without it, as many as fit into `seconds`, other ones each
 * time. LAB_SEED replays what a failure printed.
 */
export function sequenceBudget(seconds: number, env: NodeJS.ProcessEnv = process.env): Budget {
  const seed = Number(env['LAB_SEED'] ?? Date.now() % 1_000_000);
  const asked = env['LAB_SEQUENCES'];
  if (asked !== undefined) return { numRuns: Number(asked), seed };
  return { numRuns: 10_000, seed, interruptAfterTimeLimit: seconds * 1_000 };
}
