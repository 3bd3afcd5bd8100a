import type { FusionEntry } from './schema.ts';
import { tomlStatements } from './toml-statements.ts';

/** A `[fusion.<pathway>]` table. */
export function fusionBlock(pathway: string, { allele, composition, since }: FusionEntry): readonly string[] {
  return [`[fusion.${pathway}]`, `allele = "${allele}"`, `composition = "${composition}"`, `since = ${since}`];
}

/**
 * The lines of a phenotype after one pathway was fused anew (an entry) or came apart (none). Only that table's own lines
 * go; comments above it, which may speak of more, and everything else stay.
 */
export function editFusionBlock(
  lines: readonly string[],
  pathway: string,
  entry: FusionEntry | undefined,
): readonly string[] {
  const block = entry === undefined ? [] : fusionBlock(pathway, entry);
  const statements = tomlStatements(lines);
  const at = statements.findIndex(({ kind, path }) => kind === 'table' && path.join('\0') === `fusion\0${pathway}`);
  const header = statements[at];
  if (header === undefined) return entry === undefined ? lines : appended(lines, block);
  const after = statements.slice(at + 1);
  const length = after.findIndex(({ kind }) => kind === 'table');
  const own = length < 0 ? after : after.slice(0, length);
  const end = own.filter(({ kind }) => kind === 'pair').at(-1)?.end ?? header.end;
  if (entry !== undefined) return [...lines.slice(0, header.start), ...block, ...lines.slice(end)];
  return withoutDoubleGap(lines.slice(0, header.start), lines.slice(end));
}

/** Where a table went, one blank line stays between its neighbours. */
function withoutDoubleGap(before: readonly string[], after: readonly string[]): readonly string[] {
  const head = [...before];
  while (head.at(-1)?.trim() === '' && (after[0] ?? '').trim() === '') head.pop();
  return [...head, ...after];
}

function appended(lines: readonly string[], block: readonly string[]): readonly string[] {
  const kept = [...lines];
  while (kept.at(-1)?.trim() === '') kept.pop();
  return kept.length === 0 ? [...block, ''] : [...kept, '', ...block, ''];
}
