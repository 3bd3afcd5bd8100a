import type { GeneContract, PathwayContract, TopologyContract } from './ast.ts';

/**
 * Every contract of a genome repository by name. Genes and pathways share one name space, because both own a locus
 * (`genome/<name>/`); topologies have their own.
 */
export interface ContractSet {
  readonly genes: ReadonlyMap<string, GeneContract>;
  readonly pathways: ReadonlyMap<string, PathwayContract>;
  readonly topologies: ReadonlyMap<string, TopologyContract>;
}

/** What can run at a locus: a gene, or a pathway (whose locus holds its fused alleles). */
export type ExecutableContract = GeneContract | PathwayContract;

/** The gene or pathway of that name. */
export function executable(set: ContractSet, name: string): ExecutableContract | undefined {
  return set.genes.get(name) ?? set.pathways.get(name);
}

/** Names of all loci: genes, then pathways, each in the order of their files. */
export function executableNames(set: ContractSet): readonly string[] {
  return [...set.genes.keys(), ...set.pathways.keys()];
}

/** The pathway that `provides` a kind of resource; the first one where the contracts name two (a diagnostic elsewhere). */
export function providerOf(set: ContractSet, kind: string): PathwayContract | undefined {
  for (const pathway of set.pathways.values()) {
    if (pathway.provides.some((name) => name.text === kind)) return pathway;
  }
  return undefined;
}

/** Every resource kind some pathway provides. */
export function providedKinds(set: ContractSet): readonly string[] {
  return [...set.pathways.values()].flatMap((pathway) => pathway.provides.map((name) => name.text));
}
