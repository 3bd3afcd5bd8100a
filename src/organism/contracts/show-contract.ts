import type { Contract } from '../../contract/ast.ts';
import { contractDigest } from '../../contract/contract-digest.ts';
import type { ContractSet } from '../../contract/contract-set.ts';
import { describeContract } from '../../contract/describe.ts';
import { suggest } from '../../contract/suggest.ts';
import { UsageError } from '../../errors/usage-error.ts';
import type { JsonObject } from '../../model/json.ts';
import { contractSources, soundContracts } from './load-contracts.ts';
import { openWorkspace } from '../workspace.ts';

export interface ShownContract {
  /** Path in the repository. */
  readonly file: string;
  /** SHA-256 of the contract's meaning: what certificates and records name. */
  readonly digest: string;
  readonly contract: JsonObject;
  /** The file as it was written. */
  readonly text: string;
}

/** @throws UsageError unknown-contract, not-a-repository, contract-errors */
export async function showContract(start: string, name: string): Promise<ShownContract> {
  const { tree } = await openWorkspace(start);
  const contract = findContract(await soundContracts(tree), name);
  const file = `contracts/${folders[contract.kind]}/${name}.sg`;
  const text = (await contractSources(tree)).find((source) => source.file === file)?.text ?? '';
  return { file, digest: contractDigest(contract), contract: describeContract(contract), text };
}

const folders = { gene: 'genes', pathway: 'pathways', topology: 'topologies' } as const;

function findContract({ genes, pathways, topologies }: ContractSet, name: string): Contract {
  const found = genes.get(name) ?? pathways.get(name) ?? topologies.get(name);
  if (found !== undefined) return found;
  const near = suggest(name, [...genes.keys(), ...pathways.keys(), ...topologies.keys()]);
  throw new UsageError({
    code: 'unknown-contract',
    message: `There is no contract called "${name}".`,
    hint: near === undefined ? '`sg status` lists the loci.' : `Did you mean "${near}"?`,
  });
}
