import type { PathwayContract } from '../../contract/ast.ts';
import type { Sha256 } from '../../model/digest.ts';
import type { Organism } from '../organism.ts';
import { composition } from './composition.ts';
import type { FusedAllele } from './fusion-memory.ts';

export interface ExpressedFusion {
  /** Composition of what is expressed now. */
  readonly expressed: Sha256;
  /** The fused allele that stands for the steps. */
  readonly usable: FusedAllele | undefined;
  /** One that was made of other alleles than are expressed now. */
  readonly stale: FusedAllele | undefined;
}

export async function expressedFusion(organism: Organism, contract: PathwayContract): Promise<ExpressedFusion> {
  const expressed = await composition(organism, contract);
  const allele = await organism.fusions?.fused(contract.name.text);
  const fits = allele?.composition === expressed;
  return { expressed, usable: fits ? allele : undefined, stale: fits ? undefined : allele };
}
