import path from 'node:path';
import type { Evidence } from '../../src/arena/evidence.ts';
import { judgeCandidate, type JudgeOptions } from '../../src/arena/judge-candidate.ts';
import type { Matter } from '../../src/arena/matter.ts';
import { geneContract, verificationStacks } from '../../src/arena/prepare-matter.ts';
import { CompilerThread } from '../../src/arena/static/compiler-thread.ts';
import { sha256 } from '../../src/model/digest.ts';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { GeneSource, Sandbox } from '../../src/sandbox/sandbox.ts';
import { expressedGenes, networkGenome } from './network-genome.ts';
import { projectRoot } from './project-root.ts';

const cacheDir = path.join(projectRoot, 'node_modules', '.cache', 'sg-tests');

/** One for all tests of a process: it takes a second to start, and stops by itself when nothing comes. */
export const compiler = new CompilerThread();

/** One for all tests of a process, like the compiler. */
let sandbox: Promise<Sandbox> | undefined;

export interface ArenaTest extends Partial<Pick<Matter, 'cases' | 'incumbent' | 'others' | 'budget' | 'seed'>> {
  readonly locus: string;
  readonly source: string;
}

/** Few worlds: enough for what the tests plant. */
const smallBudget = { worlds: 32, faultWorlds: 2, pairs: 32 };

/** What a verdict on a source follows from, against the network genome's own alleles. */
export async function arenaMatter({ locus, source, ...given }: ArenaTest): Promise<Matter> {
  const network = await networkGenome();
  const { contracts, genome, phenotype } = network;
  const contract = geneContract(contracts, locus);
  const bytes = new TextEncoder().encode(source);
  const digest = sha256(bytes);
  const [incumbent, ...others] = (await expressedGenes(network, locus)).filter((gene) => gene.digest !== digest);
  return {
    contracts,
    contract,
    genome,
    candidate: { bytes, digest },
    incumbent,
    others,
    stacks: await verificationStacks(genome, phenotype, contracts, contract),
    cases: [],
    seed: { value: 'test', nonce: null },
    budget: smallBudget,
    alpha: { promote: '0.05', demote: '0.05', challenger: 1 },
    ...given,
  };
}

export async function judged(given: ArenaTest, options: Partial<JudgeOptions> = {}): Promise<Evidence> {
  return judgeMatter(await arenaMatter(given), options);
}

export async function judgeMatter(matter: Matter, options: Partial<JudgeOptions> = {}): Promise<Evidence> {
  sandbox ??= createSandbox({ cacheDir });
  return judgeCandidate(matter, { workers: 1, cacheDir, compiler, sandbox: await sandbox, ...options });
}

/** Source of the dominant allele of a locus, its `execute` under another name and not exported. */
export async function honestSource(locus: string): Promise<string> {
  const [dominant] = await expressedGenes(await networkGenome(), locus);
  return (dominant as GeneSource).source.replace('export default async function execute', 'async function honest');
}

export async function dominantSource(locus: string): Promise<string> {
  const [dominant] = await expressedGenes(await networkGenome(), locus);
  return (dominant as GeneSource).source;
}
