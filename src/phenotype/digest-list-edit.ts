import type { Sha256 } from '../model/digest.ts';
import { elementLine, listLines, type DigestComments } from './locus-lines.ts';

const element = /^(\s*)["']([0-9a-f]{64})["']\s*(,?)\s*(#.*)?$/;
const remark = /^\s*(#.*)?$/;

/** A list with one digest a line, as text. */
interface LineForm {
  readonly first: string;
  readonly inner: readonly string[];
  readonly last: string;
}

function lineForm(lines: readonly string[]): LineForm | undefined {
  const [first = '', ...rest] = lines;
  const last = rest.at(-1) ?? '';
  const inner = rest.slice(0, -1);
  if (!/^[^#]*=\s*\[\s*(#.*)?$/.test(first) || !/^\s*\]\s*(#.*)?$/.test(last)) return undefined;
  return inner.every((line) => element.test(line) || remark.test(line)) ? { first, inner, last } : undefined;
}

/** What is written behind the digests of a list that has one a line. */
export function listComments(lines: readonly string[]): readonly (readonly [Sha256, string])[] {
  return (lineForm(lines)?.inner ?? []).flatMap((line) => {
    const [, , digest, , comment] = element.exec(line) ?? [];
    return digest === undefined || comment === undefined ? [] : [[digest, comment.trimEnd()] as const];
  });
}

/**
 * The lines of a list after its digests changed: lines of digests that stay are the same bytes, so that `git blame` keeps
 * their story, and comments on lines of their own stay where they are.
 * @param lines of the statement `key = [ … ]` as it stands
 */
export function editList(
  key: string,
  lines: readonly string[],
  digests: readonly Sha256[],
  comments: DigestComments,
): readonly string[] {
  const form = lineForm(lines);
  const merged = form === undefined ? undefined : mergeLines(form.inner, digests, comments);
  if (form !== undefined && merged !== undefined && merged.length > 0) return [form.first, ...merged, form.last];
  return rewritten(key, lines, digests, comments);
}

/** `undefined` when digests that stay have changed their order, so that lines cannot stay. */
function mergeLines(
  inner: readonly string[],
  digests: readonly Sha256[],
  comments: DigestComments,
): readonly string[] | undefined {
  const wanted = new Set(digests);
  const kept = inner.filter((line) => {
    const digest = digestOf(line);
    return digest === undefined || wanted.has(digest);
  });
  const staying = kept.flatMap((line) => digestOf(line) ?? []);
  const present = new Set(staying);
  if (staying.join() !== digests.filter((digest) => present.has(digest)).join()) return undefined;
  const indent = element.exec(inner.find((line) => element.test(line)) ?? '')?.[1] ?? '  ';
  const lines = [...kept];
  // From the end, so that each new line finds its follower's place; the last ones come after everything.
  let place = lines.length;
  for (const digest of digests.toReversed()) {
    if (present.has(digest)) place = lines.findIndex((line) => digestOf(line) === digest);
    else lines.splice(place, 0, elementLine(digest, comments, indent));
  }
  return lines.map(withComma);
}

function digestOf(line: string): Sha256 | undefined {
  return element.exec(line)?.[2];
}

/** Only the last element may lack its comma, and only until another follows; it gets one for good. */
function withComma(line: string): string {
  const match = element.exec(line);
  if (match === null || match[3] === ',') return line;
  return line.replace(/(["'][0-9a-f]{64}["'])/, '$1,');
}

function rewritten(
  key: string,
  lines: readonly string[],
  digests: readonly Sha256[],
  comments: DigestComments,
): readonly string[] {
  const indent = /^\s*/.exec(lines[0] ?? '')?.[0] ?? '';
  const form = lineForm(lines);
  // No string of such a list has a "#" in it: they are digests.
  const closing = commentOf(lines.at(-1) ?? '');
  const before =
    form === undefined ? lines.slice(0, -1) : [form.first, ...form.inner.filter((line) => !element.test(line))];
  const remarks = before.flatMap((line) => commentOf(line) ?? []);
  return listLines(key, digests, comments, { indent, remarks, closing });
}

function commentOf(line: string): string | undefined {
  const at = line.indexOf('#');
  return at < 0 ? undefined : line.slice(at).trimEnd();
}
