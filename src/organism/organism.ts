import type { ContractSet } from '../contract/contract-set.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Phenotype } from '../phenotype/schema.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { AlleleStore } from './allele-store.ts';
import type { ContractBook } from './contracts/contract-book.ts';
import type { FusionMemory } from './fusion/fusion-memory.ts';
import type { Journal } from './run/journal.ts';

/** The running system: what is expressed, on which kernel, and where its history goes. */
export interface Organism {
  readonly contracts: ContractSet;
  /** Validators and digests derived from the contracts, made once. */
  readonly book: ContractBook;
  readonly phenotype: Phenotype;
  /** What is expressed at each locus, in the order it is tried. */
  readonly alleles: Pick<AlleleStore, 'load'>;
  /** Pathways that run fused; none where it is left out. */
  readonly fusions?: FusionMemory;
  readonly kernel: Kernel;
  readonly sandbox: Sandbox;
  readonly journal: Journal;
}
