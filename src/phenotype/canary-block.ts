import { stringify } from 'smol-toml';
import type { Canary } from './schema.ts';
import { tomlStatements } from './toml-statements.ts';

/** `[loci.<locus>.canary]` as lines. */
export function canaryBlock(locus: string, canary: Canary): readonly string[] {
  const keys = ['allele', 'share', 'hosts'] as const;
  const pairs = keys.flatMap((key) => (canary[key] === undefined ? [] : [stringify({ [key]: canary[key] }).trimEnd()]));
  return [`[loci.${locus}.canary]`, ...pairs];
}

/** The lines of a phenotype after its canary at one locus changed; one that is gone takes its block with it. */
export function editCanaryBlock(lines: readonly string[], locus: string, next: Canary | undefined): readonly string[] {
  const block = next === undefined ? [] : canaryBlock(locus, next);
  const statements = tomlStatements(lines);
  const header = statements.findIndex(
    ({ kind, path }) => kind === 'table' && path.join('\0') === `loci\0${locus}\0canary`,
  );
  const table = statements[header];
  if (table === undefined) return block.length === 0 ? lines : [...trimmed(lines), '', ...block, ''];
  const pairs = statements.slice(header + 1);
  const following = pairs.findIndex(({ kind }) => kind === 'table');
  const own = following < 0 ? pairs : pairs.slice(0, following);
  const last = own.findLast(({ kind }) => kind === 'pair') ?? table;
  const rest = lines.slice(last.end);
  if (block.length > 0) return [...lines.slice(0, table.start), ...block, ...rest];
  const before = trimmed(lines.slice(0, table.start));
  return rest.every((line) => line.trim() === '') ? [...before, ''] : [...before, ...rest];
}

function trimmed(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.findLastIndex((line) => line.trim() !== '') + 1);
}
