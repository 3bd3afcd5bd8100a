import { executable, executableNames, type ContractSet } from '../../contract/contract-set.ts';
import { Genome } from '../../genome/genome.ts';
import type { LocusInventory, Stray } from '../../genome/inventory.ts';
import type { Tallies } from '../../ledger/allele-tally.ts';
import { readLedgerState } from '../../ledger/read-ledger-state.ts';
import type { Family } from '../../model/family.ts';
import type { Risk } from '../../model/risk.ts';
import type { Phenotype } from '../../phenotype/schema.ts';
import { namedAlleles, poolOf, type AlleleStatus } from './allele-status.ts';
import { openBreakers, type BreakerStatus } from '../breaker/breaker-status.ts';
import { canaryStatus, type CanaryStatus } from '../canary/canaries.ts';
import { fusionStatus, type FusionStatus } from '../fusion/fusion-status.ts';
import { dormantOrganism } from '../open-organism.ts';
import { openWorkspace } from '../workspace.ts';

export interface LocusStatus {
  readonly locus: string;
  readonly kind: 'gene' | 'pathway';
  readonly family: Family | null;
  readonly risk: Risk;
  /** What the phenotype names: expressed, then ruled out. */
  readonly alleles: readonly AlleleStatus[];
  /** How many more alleles the genome has for it. */
  readonly pool: number;
}

export interface GenomeStatus {
  readonly root: string;
  readonly phenotype: string;
  readonly topologies: readonly string[];
  readonly loci: readonly LocusStatus[];
  readonly breakers: readonly BreakerStatus[];
  readonly canaries: readonly CanaryStatus[];
  /** Of every pathway that can be fused. */
  readonly fusions: readonly FusionStatus[];
  readonly strays: readonly Stray[];
  /** Ledger lines that are torn or altered. */
  readonly damagedRecords: number;
}

/** The genome as it stands and how its expressed alleles fared here, read from files only. */
export async function genomeStatus(start: string, phenotypeName: string): Promise<GenomeStatus> {
  const workspace = await openWorkspace(start);
  const dormant = await dormantOrganism(workspace, phenotypeName);
  const { contracts, phenotype } = dormant;
  const survey = await new Genome(workspace.tree).survey();
  const { fold, damaged } = readLedgerState(workspace.ledger);
  const { tallies } = fold;
  return {
    root: workspace.root,
    phenotype: phenotype.name,
    topologies: [...contracts.topologies.keys()],
    loci: executableNames(contracts).map((locus) =>
      locusStatus(contracts, phenotype, locus, survey.loci.get(locus), tallies),
    ),
    breakers: openBreakers(workspace.ledger, phenotype),
    canaries: await canaryStatus(phenotype),
    fusions: await fusionStatus(workspace, dormant),
    strays: survey.strays,
    damagedRecords: damaged,
  };
}

function locusStatus(
  contracts: ContractSet,
  phenotype: Phenotype,
  locus: string,
  inventory: LocusInventory | undefined,
  tallies: Tallies,
): LocusStatus {
  return {
    ...locusKind(contracts, locus),
    alleles: namedAlleles(phenotype, locus, inventory, tallies),
    pool: poolOf(phenotype, locus, inventory).length,
  };
}

/** What the contract says of a locus. */
export function locusKind(
  contracts: ContractSet,
  locus: string,
): Pick<LocusStatus, 'locus' | 'kind' | 'family' | 'risk'> {
  const contract = executable(contracts, locus);
  const family = contract?.kind === 'gene' ? contract.family : null;
  return { locus, kind: contract?.kind ?? 'gene', family, risk: contract?.risk ?? 'none' };
}
