import { executableNames, type ContractSet } from '../../contract/contract-set.ts';
import { Genome, type GenomeSurvey } from '../../genome/genome.ts';
import type { Certificate } from '../../genome/certificate.ts';
import { certificatePath } from '../../genome/allele-path.ts';
import { identifiedTree, type IdentifiedTree } from '../../git/commit-tree.ts';
import { resolveRef } from '../../git/resolve-ref.ts';
import { openSwiftObjects, type SwiftObjects } from '../../git/swift-objects.ts';
import type { TreeReader } from '../../git/tree-reader.ts';
import type { Sha256 } from '../../model/digest.ts';
import { openBreakers, type BreakerStatus } from '../../organism/breaker/breaker-status.ts';
import { fusionStatus, type FusionStatus } from '../../organism/fusion/fusion-status.ts';
import { committed } from '../../organism/history/head-standing.ts';
import { currentCommit } from '../../organism/host/host-place.ts';
import { loadContracts } from '../../organism/contracts/load-contracts.ts';
import { dormantOrganism } from '../../organism/open-organism.ts';
import { openWorkspace, type Workspace } from '../../organism/workspace.ts';
import { listPhenotypes, readPhenotype } from '../../phenotype/read-phenotype.ts';
import type { Phenotype } from '../../phenotype/schema.ts';
import { GenomeHistory } from './genome-history.ts';
import { Memory } from './memory.ts';
import { orCode } from './or-code.ts';
import { momentText } from './read-host.ts';
import { readLedgers, type Ledgers } from './read-ledgers.ts';

/** A genome as it is committed, and what all ledgers say of it, at one moment. Nothing of it is written to. */
export interface GenomeState {
  readonly workspace: Workspace;
  readonly objects: SwiftObjects;
  /** What was committed last, or on a host what was pulled. */
  readonly commit: string;
  /** RFC 3339 in UTC. */
  readonly committed: string;
  readonly genome: Genome;
  readonly contracts: ContractSet;
  /** Errors in contracts; those that have one are not among `contracts`. */
  readonly contractErrors: number;
  readonly survey: GenomeSurvey;
  /** An allele's birth certificate; the code of the error where it can't be read. */
  readonly certificate: (locus: string, allele: Sha256) => Promise<Certificate | string>;
  readonly history: GenomeHistory;
  /** Names of everything that has a contract or alleles, in the order of the contracts. */
  readonly loci: readonly string[];
  /** At which loci an allele stands. */
  readonly homes: ReadonlyMap<Sha256, readonly string[]>;
  /** What fitness and roles are shown for. */
  readonly phenotype: Phenotype;
  /** All of them; the code of the error where one can't be read. */
  readonly phenotypes: ReadonlyMap<string, Phenotype | string>;
  readonly ledgers: Ledgers;
  readonly breakers: readonly BreakerStatus[];
  readonly fusions: readonly FusionStatus[];
}

/** What a state is read from, and by way of what. */
export interface StateSources {
  /** Of earlier states of the same genome. */
  readonly memory?: Memory;
  readonly openObjects?: typeof openSwiftObjects;
}

/**
 * The caller closes `objects`.
 * @throws UsageError `not-a-repository`, `no-commits`, `unknown-phenotype`; IntegrityError for a git that is not whole
 */
export async function openGenomeState(
  start: string,
  phenotypeName: string,
  { memory = new Memory(), openObjects = openSwiftObjects }: StateSources = {},
): Promise<GenomeState> {
  const opened = await openWorkspace(start);
  const objects = await openObjects(opened.repository);
  try {
    return await readState(opened, objects, phenotypeName, memory);
  } catch (error) {
    objects.close();
    throw error;
  }
}

async function readState(opened: Workspace, objects: SwiftObjects, name: string, memory: Memory): Promise<GenomeState> {
  const pulled = currentCommit(opened.root);
  const { head: commit, tree } = await standing(opened, objects, pulled);
  const workspace = { ...opened, tree };
  const phenotype = await readPhenotype(tree, name);
  const { value: contracts, diagnostics } = await loadContracts(tree);
  const genome = new Genome(tree);
  const survey = await genome.survey();
  const named = executableNames(contracts);
  const loci = [...named, ...[...survey.loci.keys()].filter((locus) => !named.includes(locus))];
  const known = memory.commits(name, loci);
  return {
    workspace,
    objects,
    commit,
    committed: momentText((await objects.readCommit(commit)).committer.timestamp),
    genome,
    contracts,
    contractErrors: diagnostics.filter(({ severity }) => severity === 'error').length,
    survey,
    loci,
    certificate: certificatesOf(genome, await identifiedTree(objects, commit), memory),
    history: new GenomeHistory({ repository: opened.repository, objects, from: commit, phenotype: name, loci, known }),
    homes: homesOf(survey),
    phenotype,
    phenotypes: await readPhenotypes(tree),
    ledgers: await readLedgers(workspace, objects),
    breakers: openBreakers(workspace.ledger, phenotype, false),
    fusions: await fusionsOf(workspace, name),
  };
}

/** Reads each certificate that is not known by git's id of its file. */
function certificatesOf(genome: Genome, tree: IdentifiedTree, memory: Memory): GenomeState['certificate'] {
  return async (locus, allele) => {
    const read = async (): Promise<Certificate | string> => {
      const { value, code } = await orCode(() => genome.certificate(locus, allele));
      return value ?? code;
    };
    const { value: blob } = await orCode(() => tree.idOf(certificatePath(locus, allele)));
    return blob === undefined ? read() : memory.certificate({ blob, locus, allele }, read);
  };
}

/** On a host the files that were pulled run, elsewhere what was committed is what counts. */
async function standing(
  { repository, tree }: Workspace,
  objects: SwiftObjects,
  pulled: string | undefined,
): Promise<{ readonly head: string; readonly tree: TreeReader }> {
  if (pulled !== undefined) return { head: pulled, tree };
  const head = await resolveRef(repository, 'HEAD');
  const made = head === undefined ? undefined : await identifiedTree(objects, head);
  return committed({ head, tree: made });
}

function homesOf({ loci }: GenomeSurvey): ReadonlyMap<Sha256, readonly string[]> {
  const homes = new Map<Sha256, string[]>();
  for (const [locus, { alleles }] of loci) {
    for (const allele of alleles) {
      const known = homes.get(allele);
      if (known === undefined) homes.set(allele, [locus]);
      else known.push(locus);
    }
  }
  return homes;
}

async function readPhenotypes(tree: TreeReader): Promise<ReadonlyMap<string, Phenotype | string>> {
  const names = await listPhenotypes(tree);
  const read = names.map(async (name) => {
    const { value, code } = await orCode(() => readPhenotype(tree, name));
    return [name, value ?? code] as const;
  });
  return new Map(await Promise.all(read));
}

/** Contracts with errors leave nothing to fuse; the pages say that there are errors. */
async function fusionsOf(workspace: Workspace, name: string): Promise<readonly FusionStatus[]> {
  const found = await orCode(async () => fusionStatus(workspace, await dormantOrganism(workspace, name), false));
  return found.value ?? [];
}
