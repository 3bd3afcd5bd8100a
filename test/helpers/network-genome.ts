import type { ContractSet } from '../../src/contract/contract-set.ts';
import { allelePath } from '../../src/genome/allele-path.ts';
import { Genome } from '../../src/genome/genome.ts';
import { workTree } from '../../src/git/work-tree.ts';
import { soundContracts } from '../../src/organism/contracts/load-contracts.ts';
import { expressedStack } from '../../src/phenotype/expression.ts';
import { readPhenotype } from '../../src/phenotype/read-phenotype.ts';
import type { Phenotype } from '../../src/phenotype/schema.ts';
import type { GeneSource } from '../../src/sandbox/sandbox.ts';
import { projectRoot } from './project-root.ts';

/** The genome this repository ships, as it stands in the work tree. */
export interface NetworkGenome {
  readonly contracts: ContractSet;
  readonly genome: Genome;
  readonly phenotype: Phenotype;
}

export async function networkGenome(): Promise<NetworkGenome> {
  const tree = workTree(projectRoot);
  const [contracts, phenotype] = await Promise.all([soundContracts(tree), readPhenotype(tree, 'default')]);
  return { contracts, genome: new Genome(tree), phenotype };
}

/** What the default phenotype expresses at a locus, dominant first, each source checked against its digest. */
export async function expressedGenes({ genome, phenotype }: NetworkGenome, locus: string): Promise<GeneSource[]> {
  return Promise.all(
    expressedStack(phenotype, locus).map(async (digest) => ({
      digest,
      source: await genome.source(locus, digest),
      file: allelePath(locus, digest),
    })),
  );
}
