import type { GeneContract } from '../../contract/ast.ts';
import { executable, executableNames, type ContractSet } from '../../contract/contract-set.ts';
import { suggest } from '../../contract/suggest.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { dormantOrganism, type DormantOrganism } from '../../organism/open-organism.ts';
import { openWorkspace, type Workspace } from '../../organism/workspace.ts';
import { expressedStack } from '../../phenotype/expression.ts';
import { createSandbox } from '../../sandbox/create-sandbox.ts';
import type { GeneSource } from '../../sandbox/sandbox.ts';
import { locusConformance, type LocusConformance } from './locus-conformance.ts';

export interface ConformanceRequest {
  /** A folder inside the genome repository. */
  readonly start: string;
  readonly phenotype: string;
  /** All genes when left out. */
  readonly locus: string | undefined;
  /** Called before each locus. */
  readonly progress: (locus: string, done: number, of: number) => void;
}

/** How what a phenotype expresses keeps the contracts. */
export interface Conformance {
  /** Every allele keeps every example, and every gene has one. Captured failures decide nothing. */
  readonly ok: boolean;
  readonly phenotype: string;
  readonly root: string;
  readonly loci: readonly LocusConformance[];
}

/**
 * `sg test`: every example of a gene's contract to every allele that is expressed, in worlds of their own.
 * @throws UsageError `unknown-locus`, `not-a-gene`, and what reading contracts, phenotype and alleles brings; IntegrityError
 *   on a digest that does not match
 */
export async function conformance(request: ConformanceRequest): Promise<Conformance> {
  const workspace = await openWorkspace(request.start);
  const dormant = await dormantOrganism(workspace, request.phenotype);
  const genes = wanted(dormant.contracts, request.locus);
  const stacks = await Promise.all(genes.map((contract) => stackOf(dormant, contract.name.text)));
  const loci = await tried(workspace, dormant, genes, stacks, request.progress);
  const ok = loci.every(({ alleles }) => alleles.length > 0 && alleles.every(keeps));
  return { ok, phenotype: dormant.phenotype.name, root: workspace.root, loci };
}

function keeps({ examples }: LocusConformance['alleles'][number]): boolean {
  return examples.failures.length === 0;
}

async function tried(
  workspace: Workspace,
  dormant: DormantOrganism,
  genes: readonly GeneContract[],
  stacks: readonly (readonly GeneSource[])[],
  progress: ConformanceRequest['progress'],
): Promise<readonly LocusConformance[]> {
  const sandbox = await createSandbox({ cacheDir: workspace.cache });
  const { contracts, book, phenotype, alleles } = dormant;
  const bench = { contracts, book, phenotype, alleles, sandbox };
  const loci: LocusConformance[] = [];
  try {
    for (const [place, contract] of genes.entries()) {
      progress(contract.name.text, place, genes.length);
      loci.push(await locusConformance(bench, contract, stacks[place] ?? [], workspace.cases));
    }
  } finally {
    sandbox.dispose();
  }
  return loci;
}

/** Empty where nothing is expressed: that is a finding, not an error. */
async function stackOf({ phenotype, alleles }: DormantOrganism, locus: string): Promise<readonly GeneSource[]> {
  return expressedStack(phenotype, locus).length === 0 ? [] : alleles.load(locus);
}

function wanted(contracts: ContractSet, locus: string | undefined): readonly GeneContract[] {
  if (locus === undefined) return [...contracts.genes.values()];
  const contract = executable(contracts, locus);
  if (contract?.kind === 'gene') return [contract];
  if (contract !== undefined) {
    throw new UsageError({
      code: 'not-a-gene',
      message: `"${locus}" is a pathway; examples are put to alleles of genes.`,
      hint: '`sg test` tries all genes, those of the pathway included.',
    });
  }
  const near = suggest(locus, executableNames(contracts));
  throw new UsageError({
    code: 'unknown-locus',
    message: `There is no gene called "${locus}".`,
    hint: near === undefined ? '`sg status` lists what there is.' : `Did you mean "${near}"?`,
  });
}
