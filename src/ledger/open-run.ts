import type { Outcome } from '../model/outcome.ts';
import type { ProcessIdentity } from '../model/process-identity.ts';
import type { Timescale } from '../model/timescale.ts';
import type { DueRecord } from './record.ts';

/** An attempt of a run whose end is not written yet. */
export interface OpenAttempt {
  readonly locus: string;
  readonly allele: string;
  readonly at: number;
  /** What it was asked; attempts of one allele with the same question count once. */
  readonly question: string;
  /** Digest of the input. */
  readonly input: string;
  /** It was asked before the stack. */
  readonly canary?: true;
  over: boolean;
  outcome?: Outcome;
  /** The attempt whose failure this one answered. */
  fallbackOf?: number;
}

export interface Question {
  outcome?: Outcome;
  /** Its outcome was asked for only because a canary had failed. */
  afterCanary?: boolean;
  readonly verdicts: Partial<Record<Timescale, boolean>>;
}

/** What must be remembered of a run until it ends, so that what it says of one thing twice counts once. */
export interface OpenRun {
  readonly run: string;
  /** Null where its first record was lost. */
  identity: ProcessIdentity | null;
  kernel: string;
  phenotype: string;
  readonly attempts: Map<number, OpenAttempt>;
  readonly questions: Map<string, Question>;
  readonly due: DueRecord[];
}

export function openRun(run: string): OpenRun {
  return { run, identity: null, kernel: '', phenotype: '', attempts: new Map(), questions: new Map(), due: [] };
}
