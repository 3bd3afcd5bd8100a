import type { Diagnostic } from './diagnostic.ts';
import { layoutContract } from './layout/layout-contract.ts';
import { parseContract } from './parse.ts';
import type { ContractSource } from './source.ts';
import { scanLines } from './syntax/line.ts';

/**
 * The canonical form of a contract. Only white space changes: every other character stays, in its order, so that comments,
 * prose, quotes and either form of a default are as their author wrote them. Indentation is two spaces, columns are
 * aligned, blank lines do not follow each other, lines end in LF, and a byte-order mark goes. A file with errors is not
 * formatted.
 */
export function formatContract(
  source: ContractSource,
): { readonly text: string } | { readonly diagnostics: readonly Diagnostic[] } {
  const { diagnostics } = parseContract(source);
  if (diagnostics.some(({ severity }) => severity === 'error')) return { diagnostics };
  const lines = scanLines(source.text);
  return { text: `${layoutContract({ lines, from: 0, to: lines.length }).join('\n')}\n` };
}
