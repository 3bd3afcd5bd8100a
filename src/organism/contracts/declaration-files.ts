import { contractDeclarations } from '../../contract/declarations.ts';
import { executable, executableNames, type ContractSet } from '../../contract/contract-set.ts';
import type { TreeReader } from '../../git/tree-reader.ts';
import { kernelDeclarations } from '../../kernel/declarations.generated.ts';

/** A generated file and whether the tree holds it as it should be. */
export interface DeclarationFile {
  readonly path: string;
  readonly text: string;
  readonly state: 'current' | 'stale' | 'missing';
}

/** What `genome/<locus>/contract.d.ts` and `genome/kernel.d.ts` should hold, beside what they do hold. */
export async function declarationFiles(contracts: ContractSet, tree: TreeReader): Promise<readonly DeclarationFile[]> {
  const wanted = executableNames(contracts).flatMap((locus) => {
    const contract = executable(contracts, locus);
    return contract === undefined ? [] : [[`genome/${locus}/contract.d.ts`, contractDeclarations(contract)] as const];
  });
  return Promise.all(
    [['genome/kernel.d.ts', kernelDeclarations] as const, ...wanted].map(([path, text]) => compare(tree, path, text)),
  );
}

async function compare(tree: TreeReader, path: string, text: string): Promise<DeclarationFile> {
  const found = await tree.read(path);
  const state = found === undefined ? 'missing' : new TextDecoder().decode(found) === text ? 'current' : 'stale';
  return { path, text, state };
}
