import type { GeneContract } from '../contract/ast.ts';
import type { Sha256 } from '../model/digest.ts';
import type { KnownTrials } from './known-trials.ts';
import type { StageName } from './stage-result.ts';
import type { TrialRunner } from './trial-runner.ts';

/** How much is tried at most. */
export interface Budget {
  /** Generated worlds that an allele has to get through. */
  readonly worlds: number;
  /** Worlds in which each operation is made to fail in turn. */
  readonly faultWorlds: number;
  /** Generated worlds for the comparison with the incumbent, the first ones included. */
  readonly pairs: number;
}

export const defaultBudget: Budget = { worlds: 48, faultWorlds: 4, pairs: 256 };

/** Who meets whom, and with what. */
export interface Contest {
  readonly contract: GeneContract;
  readonly candidate: Sha256;
  readonly incumbent: Sha256 | undefined;
  /** The other live alleles of the locus: witnesses where candidate and incumbent disagree. */
  readonly others: readonly Sha256[];
  readonly budget: Budget;
  readonly runner: TrialRunner;
  readonly trials: KnownTrials;
  readonly progress: (stage: StageName, done: number, of: number) => void;
}
