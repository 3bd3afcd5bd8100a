import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { formatContract } from '../../contract/format.ts';
import type { ContractSource } from '../../contract/source.ts';
import { readContractFiles } from './check-contract-files.ts';
import { contractFaults } from './contract-faults.ts';
import { contractSources } from './load-contracts.ts';
import { tryOpenWorkspace } from '../workspace.ts';

export interface FormattedFile {
  readonly file: string;
  /** Where it is on disk. */
  readonly location: string;
  readonly text: string;
  readonly changed: boolean;
}

/**
 * The canonical text of the named files, or of every contract of the repository around `start`. Nothing is written.
 * @throws UsageError contract-errors: a file that is not understood in full is not formatted
 */
export async function planFormatting(start: string, files: readonly string[]): Promise<readonly FormattedFile[]> {
  const workspace = await tryOpenWorkspace(start);
  if (files.length > 0) {
    const sources = await readContractFiles(files, workspace?.root);
    return sources.map((source, index) => formatted(source, path.resolve(files[index] ?? source.file)));
  }
  if (workspace === undefined) return [];
  const sources = await contractSources(workspace.tree);
  return sources.map((source) => formatted(source, path.join(workspace.root, source.file)));
}

function formatted(source: ContractSource, location: string): FormattedFile {
  const result = formatContract(source);
  if (!('text' in result)) throw contractFaults(result.diagnostics, [source]);
  return { file: source.file, location, text: result.text, changed: result.text !== source.text };
}

/** Writes the files that change, each whole or not at all. */
export async function applyFormatting(files: readonly FormattedFile[]): Promise<void> {
  for (const { location, text, changed } of files) if (changed) await writeFileAtomic(location, text);
}
