import type { GeneContract } from '../contract/ast.ts';
import { executable, executableNames, type ContractSet } from '../contract/contract-set.ts';
import { suggest } from '../contract/suggest.ts';
import { UsageError } from '../errors/usage-error.ts';
import { allelePath } from '../genome/allele-path.ts';
import { Genome } from '../genome/genome.ts';
import { readGraveyard } from '../genome/graveyard.ts';
import { sha256, type Sha256 } from '../model/digest.ts';
import { soundContracts } from '../organism/contracts/load-contracts.ts';
import { reachableLoci } from '../organism/run/reachable-loci.ts';
import type { Workspace } from '../organism/workspace.ts';
import { expressedStack } from '../phenotype/expression.ts';
import { readPhenotype } from '../phenotype/read-phenotype.ts';
import type { Phenotype } from '../phenotype/schema.ts';
import type { GeneSource } from '../sandbox/sandbox.ts';
import { defaultAlpha, defaultAlphaDemote } from '../selection/error-rate.ts';
import { defaultBudget, type Budget } from './contest.ts';
import type { CandidateFile, Matter } from './matter.ts';
import { repositoryNonce } from './repository-nonce.ts';
import type { TrialCase } from './trial-case.ts';

export interface MatterRequest {
  readonly locus: string;
  readonly phenotype: string;
  readonly candidate: CandidateFile;
  /** Start of the digest of the allele to compare with; by default the first that is expressed and is not the candidate. */
  readonly against?: string;
  /** Failures that the candidate must not repeat. */
  readonly cases: readonly TrialCase[];
  /** Chosen by hand: then the evidence says so. */
  readonly seed?: string;
  readonly budget?: Partial<Budget>;
}

/**
 * Reads everything a verdict on a candidate follows from, as this repository has it now.
 * @throws UsageError `unknown-locus`, `not-a-gene`, `unknown-allele`, `ambiguous-digest`, `contract-errors`;
 * IntegrityError where an allele's bytes do not match its name
 */
export async function prepareMatter(workspace: Workspace, request: MatterRequest): Promise<Matter> {
  const { locus, candidate, cases, seed } = request;
  const genome = new Genome(workspace.tree);
  const [contracts, phenotype] = await Promise.all([
    soundContracts(workspace.tree),
    readPhenotype(workspace.tree, request.phenotype),
  ]);
  const contract = geneContract(contracts, locus);
  const live = await liveAlleles(genome, phenotype, request);
  const [incumbent, ...others] = await genesOf(genome, locus, live);
  const nonce = seed === undefined ? await repositoryNonce(workspace.repository) : null;
  return {
    contracts,
    contract,
    genome,
    candidate,
    incumbent,
    others,
    stacks: await verificationStacks(genome, phenotype, contracts, contract),
    cases,
    seed: { value: seed ?? derivedSeed(nonce ?? '', candidate.digest), nonce },
    budget: { ...defaultBudget, ...request.budget },
    alpha: await alphaOf(genome, phenotype, locus, candidate.digest),
  };
}

/** So that whoever made the candidate can't have seen the worlds before it was finished. */
function derivedSeed(nonce: string, candidate: Sha256): string {
  return sha256(`${nonce}\n${candidate}`);
}

/** @throws UsageError `unknown-locus`, `not-a-gene` */
export function geneContract(contracts: ContractSet, locus: string): GeneContract {
  const contract = executable(contracts, locus);
  if (contract?.kind === 'gene') return contract;
  if (contract !== undefined) {
    throw new UsageError({
      code: 'not-a-gene',
      message: `"${locus}" is a pathway; the arena judges alleles of genes.`,
      hint: `\`sg fuse ${locus}\` tries a fused allele beside the pathway's steps.`,
    });
  }
  const near = suggest(locus, executableNames(contracts));
  throw new UsageError({
    code: 'unknown-locus',
    message: `There is no gene called "${locus}".`,
    hint: near === undefined ? '`sg status` lists what there is.' : `Did you mean "${near}"?`,
  });
}

/** The incumbent first. */
async function liveAlleles(
  genome: Genome,
  phenotype: Phenotype,
  { locus, against, candidate }: MatterRequest,
): Promise<readonly Sha256[]> {
  const expressed = expressedStack(phenotype, locus);
  const others = expressed.filter((digest) => digest !== candidate.digest);
  if (against === undefined) return others;
  const { digest } = await genome.resolveDigest(against, locus);
  return [digest, ...others.filter((other) => other !== digest)];
}

export function genesOf(genome: Genome, locus: string, digests: readonly Sha256[]): Promise<readonly GeneSource[]> {
  return Promise.all(
    digests.map(async (digest) => ({
      digest,
      source: await genome.source(locus, digest),
      file: allelePath(locus, digest),
    })),
  );
}

/** What answers at the loci of a contract's verification. */
export async function verificationStacks(
  genome: Genome,
  phenotype: Phenotype,
  contracts: ContractSet,
  contract: GeneContract,
): Promise<ReadonlyMap<string, readonly GeneSource[]>> {
  const loci = reachableLoci(contracts, contract).map(({ name }) => name.text);
  const stacks = loci
    .filter((locus) => locus !== contract.name.text)
    .map(async (locus) => [locus, await genesOf(genome, locus, expressed(phenotype, locus))] as const);
  return new Map(await Promise.all(stacks));
}

function expressed(phenotype: Phenotype, locus: string): readonly Sha256[] {
  const stack = expressedStack(phenotype, locus);
  if (stack.length > 0) return stack;
  throw new UsageError({
    code: 'locus-not-expressed',
    message: `The verification asks "${locus}", at which phenotype "${phenotype.name}" expresses no allele.`,
    hint: `\`sg status ${locus}\` shows what is in the pool.`,
  });
}

/** What this candidate may spend of the phenotype's error rate: every earlier challenger has spent some. */
async function alphaOf(
  genome: Genome,
  { policy }: Phenotype,
  locus: string,
  candidate: Sha256,
): Promise<Matter['alpha']> {
  return {
    promote: policy.alpha === undefined ? defaultAlpha : String(policy.alpha),
    demote: policy.alphaDemote === undefined ? defaultAlphaDemote : String(policy.alphaDemote),
    challenger: 1 + (await earlierChallengers(genome, locus, candidate)),
  };
}

/** Alleles of the pool that came after the seeds, and candidates that were rejected. */
async function earlierChallengers(genome: Genome, locus: string, candidate: Sha256): Promise<number> {
  const pool = (await genome.alleles(locus)).filter((digest) => digest !== candidate);
  const born = await Promise.all(
    pool.map(async (digest) => (await genome.certificate(locus, digest).catch(() => undefined))?.origin),
  );
  const buried = (await readGraveyard(genome.tree, locus)).filter(({ digest }) => digest !== candidate);
  return born.filter((origin) => origin !== undefined && origin !== 'seed').length + buried.length;
}
