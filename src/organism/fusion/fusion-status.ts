import type { Sha256 } from '../../model/digest.ts';
import { expressedStack } from '../../phenotype/expression.ts';
import type { FusionEntry } from '../../phenotype/schema.ts';
import { dormantOrganism, type DormantOrganism } from '../open-organism.ts';
import { reachableLoci } from '../run/reachable-loci.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';
import { composition } from './composition.ts';
import { readFusionState, settleFusionState } from './fusion-state.ts';
import { successesToFuse, type Reinforcement } from './reinforcement.ts';

export interface FusionStatus {
  readonly pathway: string;
  /**
   * `counting` towards ten; `ready`: there; `fused`; `stale`: fused from other alleles than are expressed now, so its steps
   * run; `decomposed`: its fused allele failed here, so its steps run and the count began anew.
   */
  readonly state: 'counting' | 'ready' | 'fused' | 'stale' | 'decomposed';
  /** Successes in a row with the alleles expressed now. */
  readonly count: number;
  readonly allele: Sha256 | null;
  /** Of a decomposed one: what broke. */
  readonly reason: string | null;
}

/**
 * Every pathway that can be fused, in the order of the contracts; one with a locus nobody expresses cannot run.
 * @param keep false: nothing is written, not even what would save time
 */
export async function fusionStatus(
  workspace: Workspace,
  dormant: DormantOrganism,
  keep = true,
): Promise<readonly FusionStatus[]> {
  const { reinforcements } = await (keep ? settleFusionState : readFusionState)(workspace);
  const list: FusionStatus[] = [];
  for (const contract of dormant.contracts.pathways.values()) {
    const loci = reachableLoci(dormant.contracts, contract);
    if (!loci.some(({ family }) => family === 'configuration')) continue;
    if (loci.some(({ name }) => expressedStack(dormant.phenotype, name.text).length === 0)) continue;
    const pathway = contract.name.text;
    const expressed = await composition(dormant, contract);
    list.push(statusOf(pathway, expressed, reinforcements.get(pathway), dormant.phenotype.fusion[pathway]));
  }
  return list;
}

function statusOf(
  pathway: string,
  expressed: Sha256,
  known: Reinforcement | undefined,
  entry: FusionEntry | undefined,
): FusionStatus {
  const count = known?.composition === expressed ? known.count : 0;
  const failed = known?.decomposed.at(-1);
  const broken = known?.decomposed.some(({ allele }) => allele === entry?.allele) === true;
  const allele = entry?.allele ?? failed?.allele ?? null;
  if (entry !== undefined && !broken) {
    return { pathway, state: entry.composition === expressed ? 'fused' : 'stale', count, allele, reason: null };
  }
  if (failed !== undefined) {
    const reason = `${failed.step === undefined ? '' : `step ${failed.step}: `}${failed.reason}`;
    return { pathway, state: 'decomposed', count, allele, reason };
  }
  return { pathway, state: count >= successesToFuse ? 'ready' : 'counting', count, allele, reason: null };
}

/** `sg fuse` without a pathway. */
export async function fusions(start: string, phenotype: string): Promise<readonly FusionStatus[]> {
  const workspace = await openWorkspace(start);
  return fusionStatus(workspace, await dormantOrganism(workspace, phenotype));
}
