import type { ContractSet } from '../../contract/contract-set.ts';
import type { Checked, Diagnostic } from '../../contract/diagnostic.ts';
import type { ContractSource } from '../../contract/source.ts';
import type { TreeReader } from '../../git/tree-reader.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { contractFaults } from './contract-faults.ts';
import { checkKnown } from './known-contracts.ts';

const folders = ['contracts/genes', 'contracts/pathways', 'contracts/topologies'] as const;

export interface LoadedContracts extends Checked<ContractSet> {
  readonly sources: readonly ContractSource[];
}

/** Reads and checks every contract of a genome repository. */
export async function loadContracts(tree: TreeReader): Promise<LoadedContracts> {
  const sources = await contractSources(tree);
  const { shipped } = await import('./shipped.ts');
  return { ...checkKnown(sources, shipped), sources };
}

/**
 * The contracts of a repository in which nothing is wrong.
 * @param refused warnings that count as errors here
 * @throws UsageError contract-errors, with every diagnostic in its details
 */
export async function soundContracts(
  tree: TreeReader,
  refused: (diagnostic: Diagnostic) => boolean = () => false,
): Promise<ContractSet> {
  const { value, diagnostics, sources } = await loadContracts(tree);
  if (sources.length === 0) throw noContracts(tree);
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error' || refused(diagnostic));
  if (errors.length > 0) throw contractFaults(errors, sources);
  return value;
}

export async function contractSources(tree: TreeReader): Promise<readonly ContractSource[]> {
  const lists = await Promise.all(folders.map((folder) => contractFiles(tree, folder)));
  const decoder = new TextDecoder();
  return Promise.all(
    lists.flat().map(async (file) => ({ file, text: decoder.decode((await tree.read(file)) ?? new Uint8Array()) })),
  );
}

async function contractFiles(tree: TreeReader, folder: string): Promise<string[]> {
  const entries = await tree.list(folder);
  const names = entries.filter(({ kind, name }) => kind === 'file' && name.endsWith('.sg')).map(({ name }) => name);
  return names.sort().map((name) => `${folder}/${name}`);
}

function noContracts(tree: TreeReader): UsageError {
  return new UsageError({
    code: 'no-contracts',
    message: `There are no contracts in ${tree.description}.`,
    hint: '`sg init` registers the network genome here; `sg init DIR` makes a new genome repository.',
  });
}
