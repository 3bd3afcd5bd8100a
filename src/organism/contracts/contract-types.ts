import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { executable, executableNames } from '../../contract/contract-set.ts';
import { suggest } from '../../contract/suggest.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { declarationFiles, type DeclarationFile } from './declaration-files.ts';
import { soundContracts } from './load-contracts.ts';
import { openWorkspace } from '../workspace.ts';

export interface DeclarationPlan {
  readonly root: string;
  readonly files: readonly DeclarationFile[];
}

/** What should stand in the generated files of the repository around `start`, or of one locus. Nothing is written. */
export async function planDeclarations(start: string, locus: string | undefined): Promise<DeclarationPlan> {
  const { root, tree } = await openWorkspace(start);
  const contracts = await soundContracts(tree);
  const files = await declarationFiles(contracts, tree);
  if (locus === undefined) return { root, files };
  if (executable(contracts, locus) === undefined) throw unknownLocus(locus, executableNames(contracts));
  const wanted = new Set(['genome/kernel.d.ts', `genome/${locus}/contract.d.ts`]);
  return { root, files: files.filter((file) => wanted.has(file.path)) };
}

/** Writes what is missing or stale, each file whole or not at all. */
export async function applyDeclarations({ root, files }: DeclarationPlan): Promise<void> {
  for (const file of files) {
    if (file.state === 'current') continue;
    const target = path.join(root, file.path);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFileAtomic(target, file.text);
  }
}

function unknownLocus(locus: string, known: readonly string[]): UsageError {
  const near = suggest(locus, known);
  return new UsageError({
    code: 'unknown-locus',
    message: `There is no gene or pathway contract called "${locus}".`,
    hint: near === undefined ? '`sg status` lists the loci.' : `Did you mean "${near}"?`,
  });
}
