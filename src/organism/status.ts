import { Genome } from '../genome/genome.ts';
import type { Stray } from '../genome/inventory.ts';
import { readLedger } from '../ledger/read-ledger.ts';
import { emptyTally, TallyFold, type AlleleTally, type Tallies } from '../ledger/tally.ts';
import { executable, executableNames } from '../contract/contract-set.ts';
import type { Sha256 } from '../model/digest.ts';
import type { Risk } from '../model/risk.ts';
import { readPhenotype } from '../phenotype/read-phenotype.ts';
import type { LocusExpression, Phenotype } from '../phenotype/schema.ts';
import { fitness, type Fitness } from '../selection/fitness.ts';
import { soundContracts } from './load-contracts.ts';
import { openWorkspace } from './workspace.ts';

/** `pool`: in the genome, and neither expressed nor ruled out. */
export type AlleleRole = 'dominant' | 'fallback' | 'deprecated' | 'pool';

export interface AlleleStatus {
  readonly allele: Sha256;
  readonly role: AlleleRole;
  readonly present: boolean;
  readonly tally: AlleleTally;
  readonly fitness: Fitness;
}

export interface LocusStatus {
  readonly locus: string;
  readonly kind: 'gene' | 'pathway';
  readonly family: 'configuration' | 'diagnostic' | null;
  readonly risk: Risk;
  readonly alleles: readonly AlleleStatus[];
}

export interface GenomeStatus {
  readonly root: string;
  readonly phenotype: string;
  readonly topologies: readonly string[];
  readonly loci: readonly LocusStatus[];
  readonly strays: readonly Stray[];
  /** Ledger lines that are torn or altered. */
  readonly damagedRecords: number;
}

/** The genome as it stands and how its alleles fared here, read from files only. */
export async function genomeStatus(start: string, phenotypeName: string): Promise<GenomeStatus> {
  const workspace = await openWorkspace(start);
  const contracts = await soundContracts(workspace.tree);
  const phenotype = await readPhenotype(workspace.tree, phenotypeName);
  const genome = new Genome(workspace.tree);
  const fold = new TallyFold();
  const { damaged } = await readLedger(workspace.ledger, (record) => {
    fold.add(record);
  });
  const loci = await Promise.all(
    executableNames(contracts).map(async (locus) => {
      const contract = executable(contracts, locus);
      const alleles = await alleleStatuses(genome, phenotype, fold.tallies, locus);
      const family = contract?.kind === 'gene' ? contract.family : null;
      return { locus, kind: contract?.kind ?? 'gene', family, risk: contract?.risk ?? 'none', alleles };
    }),
  );
  const strays = await genome.strays();
  const topologies = [...contracts.topologies.keys()];
  return { root: workspace.root, phenotype: phenotype.name, topologies, loci, strays, damagedRecords: damaged };
}

async function alleleStatuses(
  genome: Genome,
  phenotype: Phenotype,
  tallies: Tallies,
  locus: string,
): Promise<readonly AlleleStatus[]> {
  const present = new Set(await genome.alleles(locus));
  const weights = phenotype.loci.get(locus)?.weights ?? phenotype.policy.weights;
  return roles(phenotype.loci.get(locus), present).map(([allele, role]) => {
    const tally = tallies.get(locus)?.get(allele) ?? emptyTally();
    return { allele, role, present: present.has(allele), tally, fitness: fitness(tally.observations, weights) };
  });
}

/** In the order of expression, then what was ruled out, then the rest of the pool. */
function roles(
  expression: LocusExpression | undefined,
  present: ReadonlySet<Sha256>,
): readonly (readonly [Sha256, AlleleRole])[] {
  const named: (readonly [Sha256, AlleleRole])[] = [];
  if (expression?.dominant !== undefined) named.push([expression.dominant, 'dominant']);
  for (const digest of expression?.fallback ?? []) named.push([digest, 'fallback']);
  for (const digest of expression?.deprecated ?? []) named.push([digest, 'deprecated']);
  const known = new Set(named.map(([digest]) => digest));
  const pool = [...present].filter((digest) => !known.has(digest)).sort();
  return [...named, ...pool.map((digest) => [digest, 'pool'] as const)];
}
