import type { GeneContract } from '../contract/ast.ts';
import type { ContractSet } from '../contract/contract-set.ts';
import type { Genome } from '../genome/genome.ts';
import type { Sha256 } from '../model/digest.ts';
import type { GeneSource } from '../sandbox/sandbox.ts';
import type { Budget } from './contest.ts';
import type { EvidenceBasis } from './evidence.ts';
import type { TrialCase } from './trial-case.ts';

/** Everything a verdict follows from, read and checked. Nothing else goes into it. */
export interface Matter {
  readonly contracts: ContractSet;
  readonly contract: GeneContract;
  /** The pool and graveyard the candidate would join. */
  readonly genome: Genome;
  readonly candidate: CandidateFile;
  readonly incumbent: GeneSource | undefined;
  /** The other live alleles of the locus. */
  readonly others: readonly GeneSource[];
  /** What answers at the loci of the contract's verification. */
  readonly stacks: ReadonlyMap<string, readonly GeneSource[]>;
  readonly cases: readonly TrialCase[];
  readonly seed: EvidenceBasis['seed'];
  readonly budget: Budget;
  readonly alpha: EvidenceBasis['alpha'];
}

export interface CandidateFile {
  /** Of the bytes as they are. */
  readonly digest: Sha256;
  readonly bytes: Uint8Array;
  /** The digest its file name claims. */
  readonly named?: Sha256;
  readonly certificate?: Uint8Array;
}
