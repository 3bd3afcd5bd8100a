import type { Sha256 } from '../model/digest.ts';
import { editList, listComments } from './digest-list-edit.ts';
import { dominantLine, listKeys, listLines, locusBlock, type DigestComments } from './locus-lines.ts';
import type { LocusExpression } from './schema.ts';
import { tomlStatements, type TomlStatement } from './toml-statements.ts';

/** The lines of a phenotype after the expression of one locus changed; only its `[loci.<name>]` block is touched. */
export function editLocusBlock(lines: readonly string[], locus: string, next: LocusExpression): readonly string[] {
  const statements = tomlStatements(lines);
  const header = statements.findIndex(({ kind, path }) => kind === 'table' && path.join('\0') === `loci\0${locus}`);
  const table = statements[header];
  if (table === undefined) return appended(lines, locusBlock(locus, next));
  const after = statements.slice(header + 1);
  const length = after.findIndex(({ kind }) => kind === 'table');
  const pairs = (length < 0 ? after : after.slice(0, length)).filter(({ kind }) => kind === 'pair');
  return applyEdits(lines, blockEdits(lines, table, pairs, next));
}

/** Lines `start` to `end` become `lines`. */
interface LineEdit {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

function blockEdits(
  lines: readonly string[],
  table: TomlStatement,
  pairs: readonly TomlStatement[],
  next: LocusExpression,
): readonly LineEdit[] {
  const textOf = ({ start, end }: TomlStatement): readonly string[] => lines.slice(start, end);
  const find = (key: string): TomlStatement | undefined =>
    pairs.find(({ path }) => path.length === 1 && path[0] === key);
  const comments = digestComments(pairs.map(textOf));
  const edits: LineEdit[] = [];
  // A key that is missing comes after the one before it in the order dominant, fallback, deprecated.
  let place = table.end;
  const replace = (key: string, edited: (old: readonly string[] | undefined) => readonly string[]): void => {
    const old = find(key);
    const { start, end } = old ?? { start: place, end: place };
    edits.push({ start, end, lines: edited(old === undefined ? undefined : textOf(old)) });
    place = Math.max(place, end);
  };
  replace('dominant', (old) => editedDominant(old, next.dominant, comments));
  for (const key of listKeys) replace(key, (old) => editedList(key, old, next[key], comments));
  return edits;
}

const dominantPattern = /^(\s*["']?dominant["']?\s*=\s*)["']([0-9a-f]{64})["']\s*(#.*)?$/;

function editedDominant(
  old: readonly string[] | undefined,
  digest: Sha256 | undefined,
  comments: DigestComments,
): readonly string[] {
  const [, start, was] = dominantPattern.exec(old?.[0] ?? '') ?? [];
  if (digest === undefined) return [];
  if (old !== undefined && was === digest) return old;
  return [dominantLine(digest, comments, start)];
}

function editedList(
  key: string,
  old: readonly string[] | undefined,
  digests: readonly Sha256[],
  comments: DigestComments,
): readonly string[] {
  if (old === undefined) return digests.length === 0 ? [] : listLines(key, digests, comments);
  const quoted = old.join('\n').match(/[0-9a-f]{64}(?=["'])/g) ?? [];
  return quoted.join() === digests.join() ? old : editList(key, old, digests, comments);
}

function digestComments(pairs: readonly (readonly string[])[]): DigestComments {
  return new Map(
    pairs.flatMap((lines) => {
      const [, , digest, comment] = dominantPattern.exec(lines[0] ?? '') ?? [];
      if (digest !== undefined && comment !== undefined) return [[digest, comment.trimEnd()] as const];
      return listComments(lines);
    }),
  );
}

/** In the order they were made, which is the order of insertions at one place; from the end, so that numbers stay true. */
function applyEdits(lines: readonly string[], edits: readonly LineEdit[]): readonly string[] {
  const result = [...lines];
  for (const { start, end, lines: replacement } of edits.toSorted((a, b) => a.start - b.start).toReversed()) {
    result.splice(start, end - start, ...replacement);
  }
  return result;
}

function appended(lines: readonly string[], block: readonly string[]): readonly string[] {
  const kept = [...lines];
  while (kept.at(-1)?.trim() === '') kept.pop();
  return kept.length === 0 ? [...block, ''] : [...kept, '', ...block, ''];
}
