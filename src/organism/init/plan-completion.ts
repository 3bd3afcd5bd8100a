import { contractDigest } from '../../contract/contract-digest.ts';
import { executable, executableNames, type ContractSet } from '../../contract/contract-set.ts';
import { Genome } from '../../genome/genome.ts';
import { allelePath, certificatePath } from '../../genome/allele-path.ts';
import type { TreeReader } from '../../git/tree-reader.ts';
import type { Sha256 } from '../../model/digest.ts';
import { readPhenotypeFile } from '../../phenotype/read-phenotype.ts';
import { declarationFiles } from '../contracts/declaration-files.ts';
import { soundContracts } from '../contracts/load-contracts.ts';
import { planAutomation } from './automation.ts';
import { encode, expressLoci, type Stacks } from './express-loci.ts';
import { localStateIgnored } from './local-state-ignored.ts';
import { missing } from './missing.ts';
import { seedStacks, textWithoutLoci } from './plan-new-genome.ts';
import { commitOf, type InitPlan } from './plan.ts';
import type { Template } from './template.ts';

/**
 * A repository with contracts of its own gets what they lack, and nothing of what evolved there is touched: generated
 * declarations, seed alleles for loci that have none under the same contract, expression of loci not expressed yet.
 */
export async function planCompletion(template: Template, target: TreeReader): Promise<InitPlan> {
  const contracts = await soundContracts(target);
  const stacks = await fittingSeeds(template, contracts);
  const pool = await seedFiles(template, new Genome(target), stacks);
  const declarations = (await declarationFiles(contracts, target)).filter(({ state }) => state !== 'current');
  const generated = new Map(declarations.map(({ path, text }) => [path, encode(text)]));
  return [
    ...commitOf("Keep sg's local state out of git\n", await localStateIgnored(target)),
    ...commitOf('Declarations as the contracts say\n', generated),
    ...commitOf(`Seed alleles of sg ${template.version}\n`, pool),
    ...(await expression(template, target, stacks)),
    ...(await planAutomation(template, target, contracts)),
  ];
}

/** The template's stacks of the loci whose contract means the same here. */
async function fittingSeeds(template: Template, contracts: ContractSet): Promise<Stacks> {
  const theirs = await soundContracts(template.tree);
  const seeds = seedStacks(await readPhenotypeFile(template.tree, 'default'));
  const same = executableNames(contracts).filter((locus) => {
    const [here, there] = [executable(contracts, locus), executable(theirs, locus)];
    return here !== undefined && there !== undefined && contractDigest(here) === contractDigest(there);
  });
  return new Map(same.flatMap((locus) => (seeds.has(locus) ? [[locus, seeds.get(locus) ?? []] as const] : [])));
}

/** Sources and certificates for loci without a single allele. */
async function seedFiles(template: Template, genome: Genome, stacks: Stacks): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const [locus, stack] of stacks) {
    if ((await genome.alleles(locus)).length > 0) continue;
    for (const path of stack.flatMap((digest) => [allelePath(locus, digest), certificatePath(locus, digest)])) {
      const bytes = await template.tree.read(path);
      if (bytes !== undefined) files.set(path, bytes);
    }
  }
  return missing(genome.tree, files);
}

async function expression(template: Template, target: TreeReader, stacks: Stacks): Promise<InitPlan> {
  const seed = await readPhenotypeFile(template.tree, 'default');
  const exists = (await target.read(seed.path)) !== undefined;
  const { text } = exists ? await readPhenotypeFile(target, 'default') : { text: textWithoutLoci(seed) };
  const made = exists
    ? []
    : commitOf('Phenotype "default", expressing nothing yet\n', new Map([[seed.path, encode(text)]]));
  const present = await presentStacks(new Genome(target), stacks);
  return [...made, ...expressLoci('default', text, present, `registered by sg ${template.version}`).commits];
}

/** Of a locus with alleles of its own, only seeds that are among them; of one without, all seeds (they come along). */
async function presentStacks(genome: Genome, stacks: Stacks): Promise<Stacks> {
  const present: (readonly [string, readonly Sha256[]])[] = [];
  for (const [locus, stack] of stacks) {
    const own = await genome.alleles(locus);
    present.push([locus, own.length === 0 ? stack : stack.filter((digest) => own.includes(digest))]);
  }
  return new Map(present);
}
