import type { ContractSet } from '../../contract/contract-set.ts';
import type { TreeReader } from '../../git/tree-reader.ts';
import { codeOwners, codeOwnersPath } from './code-owners.ts';
import { encode } from './express-loci.ts';
import { missing } from './missing.ts';
import { commitOf, type InitPlan } from './plan.ts';
import type { Template } from './template.ts';

/** What runs on GitHub for a genome: sg's own repository runs the very same files on its network genome. */
const workflows = ['genome', 'arena', 'mutate', 'evolve', 'publish'].map((name) => `.github/workflows/${name}.yml`);

/** Names the package of sg that the workflows install. */
const packagePath = '.github/sg-package';

/** Workflows the repository has not, as they are: what it has belongs to it. And who reviews what, as the risks say now. */
export async function planAutomation(
  template: Template,
  target: TreeReader,
  contracts: ContractSet,
): Promise<InitPlan> {
  const files = new Map(await missing(target, await wanted(template)));
  if (await isSgItself(template, target)) files.delete(packagePath);
  return [
    ...commitOf(`Workflows of sg ${template.version}\n\nWhat each does and needs stands at its top.\n`, files),
    ...commitOf('Reviewers by risk\n', await changedOwners(target, contracts)),
  ];
}

async function wanted({ tree, packageName, version }: Template): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map([[packagePath, encode(`${packageName}@${version}\n`)]]);
  for (const path of workflows) {
    const bytes = await tree.read(path);
    if (bytes !== undefined) files.set(path, bytes);
  }
  return files;
}

/** sg's own repository has no package to install: its workflows build what is checked out. */
async function isSgItself({ packageName }: Template, target: TreeReader): Promise<boolean> {
  const manifest = await target.read('package.json');
  if (manifest === undefined) return false;
  return new TextDecoder().decode(manifest).includes(`"name": ${JSON.stringify(packageName)}`);
}

async function changedOwners(target: TreeReader, contracts: ContractSet): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = await target.read(codeOwnersPath);
  const text = found === undefined ? undefined : new TextDecoder().decode(found);
  const next = codeOwners(contracts, text);
  return next === text ? new Map() : new Map([[codeOwnersPath, encode(next)]]);
}
