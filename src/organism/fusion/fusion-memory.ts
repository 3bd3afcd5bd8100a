import type { Sha256 } from '../../model/digest.ts';
import type { GeneSource } from '../../sandbox/sandbox.ts';

export interface FusedAllele {
  readonly gene: GeneSource;
  /** What it was made of: it stands for its steps only while they are the same. */
  readonly composition: Sha256;
}

/** Which pathways an organism runs fused. */
export interface FusionMemory {
  /** The fused allele to express, its digest checked; none where the pathway is not fused or came apart here. */
  fused(pathway: string): Promise<FusedAllele | undefined>;
}

export const nothingFused: FusionMemory = { fused: () => Promise.resolve(undefined) };
