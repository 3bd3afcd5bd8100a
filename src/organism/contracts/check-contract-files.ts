import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { checkContracts } from '../../contract/check.ts';
import type { Diagnostic } from '../../contract/diagnostic.ts';
import type { ContractSource } from '../../contract/source.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { networkVocabulary } from '../../kernel/vocabulary.ts';
import { contractSources } from './load-contracts.ts';
import { tryOpenWorkspace } from '../workspace.ts';

export interface ContractFilesCheck {
  /** How many contracts were looked at: the named ones, or all. */
  readonly checked: number;
  readonly sources: readonly ContractSource[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks the named files, or every contract of the repository around `start`. Named files are judged in the company of the
 * repository's other contracts, whose own faults are not shown.
 */
export async function checkContractFiles(start: string, files: readonly string[]): Promise<ContractFilesCheck> {
  const workspace = await tryOpenWorkspace(start);
  const known = workspace === undefined ? [] : await contractSources(workspace.tree);
  if (files.length === 0) return checked(known, new Set(known.map(({ file }) => file)));
  const named = await readContractFiles(files, workspace?.root);
  const names = new Set(named.map(({ file }) => file));
  return checked([...named, ...known.filter(({ file }) => !names.has(file))], names);
}

function checked(sources: readonly ContractSource[], shown: ReadonlySet<string>): ContractFilesCheck {
  const { diagnostics } = checkContracts(sources, { vocabulary: networkVocabulary });
  return { checked: shown.size, sources, diagnostics: diagnostics.filter(({ file }) => shown.has(file)) };
}

/** Reads files named on the command line; inside the repository they are known by their path in it. */
export function readContractFiles(
  files: readonly string[],
  root: string | undefined,
): Promise<readonly ContractSource[]> {
  return Promise.all(files.map(async (file) => ({ file: displayName(file, root), text: await readText(file) })));
}

function displayName(file: string, root: string | undefined): string {
  if (root === undefined) return file;
  const inside = path.relative(root, path.resolve(file));
  return inside.startsWith('..') ? file : inside;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new UsageError({
      code: 'contract-not-readable',
      message: `The contract file ${file} can't be read: ${(cause as Error).message}`,
      hint: 'Name an existing .sg file, or none to check every contract of the repository.',
      cause,
    });
  }
}
