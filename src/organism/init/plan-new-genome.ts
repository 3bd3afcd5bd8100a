import type { TreeReader } from '../../git/tree-reader.ts';
import { expressedStack } from '../../phenotype/expression.ts';
import { readPhenotypeFile, type PhenotypeFile } from '../../phenotype/read-phenotype.ts';
import { soundContracts } from '../contracts/load-contracts.ts';
import { planAutomation } from './automation.ts';
import { encode, expressLoci, type Stacks } from './express-loci.ts';
import { localStateIgnored } from './local-state-ignored.ts';
import { missing } from './missing.ts';
import { commitOf, type InitPlan } from './plan.ts';
import { filesBelow, type Template } from './template.ts';

const defaultPhenotype = 'default';

/** A repository without contracts gets the whole network genome: contracts, gene pool, then one commit a locus. */
export async function planNewGenome(template: Template, target: TreeReader): Promise<InitPlan> {
  const contracts = new Map([
    ...(await filesBelow(template.tree, 'contracts')),
    ...(await localStateIgnored(target)),
    ...(await readme(target)),
  ]);
  const pool = await missing(target, await filesBelow(template.tree, 'genome'));
  const seed = await readPhenotypeFile(template.tree, defaultPhenotype);
  const text = textWithoutLoci(seed);
  const reason = `seed of sg ${template.version}`;
  return [
    ...commitOf(`Contracts of the network genome\n\nFrom sg ${template.version}.\n`, contracts),
    ...commitOf(
      `Gene pool of the network genome\n\nSeed alleles with their certificates, from sg ${template.version}.\n`,
      pool,
    ),
    ...commitOf('Phenotype "default", expressing nothing yet\n', new Map([[seed.path, encode(text)]])),
    ...expressLoci(defaultPhenotype, text, seedStacks(seed), reason).commits,
    ...(await planAutomation(template, target, await soundContracts(template.tree))),
  ];
}

export function seedStacks({ phenotype }: PhenotypeFile): Stacks {
  return new Map([...phenotype.loci.keys()].map((locus) => [locus, expressedStack(phenotype, locus)]));
}

/** sg's own phenotype file up to its first locus: header, comments, hardware and policy. */
export function textWithoutLoci({ text }: PhenotypeFile): string {
  const first = text.search(/^\[loci\./m);
  return `${(first < 0 ? text : text.slice(0, first)).trimEnd()}\n`;
}

async function readme(target: TreeReader): Promise<ReadonlyMap<string, Uint8Array>> {
  return missing(target, new Map([['README.md', encode(readmeText)]]));
}

const readmeText = `# A genome repository

Contracts say what should be true of a Linux network, alleles make it true, and phenotypes say which allele is expressed
where. Made by \`sg init\`.

| where | what |
| --- | --- |
| \`contracts/\` | the questions: written by people, never changed by a program |
| \`genome/<locus>/<sha256>.ts\` | the answers: alleles, named by the digest of their bytes, with their birth certificates |
| \`phenotypes/*.toml\` | which answers are given: \`git blame\` tells why |
| \`.github/\` | what runs on GitHub, and who reviews what |
| \`.sg/\` | this machine's own state, not in git |

Try it:

    sg status
    sg run provision_management_bridge --input '{"bridge_name": "br0", "interfaces": ["eth1"]}'
    sg run health_check_bridge --input '{"bridge_name": "br0"}'
    git log --oneline
`;
