import type { GeneContract } from '../../contract/ast.ts';
import { contractDigest } from '../../contract/contract-digest.ts';
import type { ContractSet } from '../../contract/contract-set.ts';
import { geneContract } from '../../arena/prepare-matter.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { Genome } from '../../genome/genome.ts';
import { commitTree } from '../../git/commit-tree.ts';
import type { Repository } from '../../git/repository.ts';
import { resolveRef } from '../../git/resolve-ref.ts';
import type { Sha256 } from '../../model/digest.ts';
import { soundContracts } from '../../organism/contracts/load-contracts.ts';
import { openWorkspace, type Workspace } from '../../organism/workspace.ts';
import { expressedStack } from '../../phenotype/expression.ts';
import { readPhenotype } from '../../phenotype/read-phenotype.ts';
import type { Phenotype } from '../../phenotype/schema.ts';

/** What a proposal is made against: one commit, whatever the work tree looks like. */
export interface MutationScene {
  /** Its tree is the commit's. */
  readonly workspace: Workspace;
  readonly base: ProposalBase;
  readonly contracts: ContractSet;
  readonly contract: GeneContract;
  readonly contractDigest: Sha256;
  readonly genome: Genome;
  readonly phenotype: Phenotype;
  /** What the phenotype expresses at the locus, dominant first. */
  readonly stack: readonly Sha256[];
  /** Every allele of the locus in the pool, sorted. */
  readonly pool: readonly Sha256[];
}

export interface ProposalBase {
  /** The branch proposals are merged into. */
  readonly branch: string;
  readonly commit: string;
}

export interface SceneRequest {
  /** A folder inside the genome repository. */
  readonly start: string;
  readonly locus: string;
  readonly phenotype: string;
  readonly base: string;
  readonly remote: string;
}

/**
 * @throws UsageError `no-base-branch`, `unknown-locus`, `not-a-gene`, `unknown-phenotype`, `contract-errors`
 */
export async function openMutationScene(request: SceneRequest): Promise<MutationScene> {
  const { start, locus } = request;
  const found = await openWorkspace(start);
  const commit = await baseCommit(found.repository, request);
  const workspace = { ...found, tree: await commitTree(found.repository, commit) };
  const [contracts, phenotype] = await Promise.all([
    soundContracts(workspace.tree),
    readPhenotype(workspace.tree, request.phenotype),
  ]);
  const contract = geneContract(contracts, locus);
  const genome = new Genome(workspace.tree);
  return {
    workspace,
    base: { branch: request.base, commit },
    contracts,
    contract,
    contractDigest: contractDigest(contract),
    genome,
    phenotype,
    stack: expressedStack(phenotype, locus),
    pool: await genome.alleles(locus),
  };
}

/** The branch as it is here, else as it was last seen at the remote. */
export async function baseCommit(
  repository: Repository,
  { base, remote }: Pick<SceneRequest, 'base' | 'remote'>,
): Promise<string> {
  const commit = (await resolveRef(repository, base)) ?? (await resolveRef(repository, `${remote}/${base}`));
  if (commit !== undefined) return commit;
  throw new UsageError({
    code: 'no-base-branch',
    message: `Expected a branch "${base}" that proposals start from, found none in ${repository.root}.`,
    hint: 'Name another with --base, or commit the genome first with `sg init`.',
  });
}
