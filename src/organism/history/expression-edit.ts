import type { TreeReader } from '../../git/tree-reader.ts';
import type { Sha256 } from '../../model/digest.ts';
import type { Canary, Phenotype } from '../../phenotype/schema.ts';

/** `fallback`: the allele is to be tried where those before it have failed; `canary`: before the stack, on some hosts. */
export type ExpressionAction = 'promote' | 'demote' | 'fallback' | 'canary';

/** What one locus of a phenotype is to express, decided by a person. */
export interface ExpressionEdit {
  readonly allele: Sha256;
  readonly phenotype: Phenotype;
}

/** What the decision is made on. */
export interface EditScene {
  readonly tree: TreeReader;
  readonly phenotype: Phenotype;
  readonly locus: string;
  /** The start of the allele's digest. */
  readonly sha: string;
  /** Do it although sg advises against it. */
  readonly force: boolean;
  /** Of a fallback: its place in the stack, from 1. */
  readonly at?: number;
  /** Of a canary: who asks it; a share of 0 ends it. */
  readonly canary?: Pick<Canary, 'share' | 'hosts'>;
}
