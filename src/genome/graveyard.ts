import type { TreeReader } from '../git/tree-reader.ts';
import { IntegrityError } from '../errors/integrity-error.ts';
import { InternalError } from '../errors/internal-error.ts';
import type { Sha256 } from '../model/digest.ts';
import { graveyardPath } from './allele-path.ts';
import { decodeText } from './decode-text.ts';
import { describeIssues, faultLine } from './describe-issues.ts';
import { burialText, graveyardSchema, type Burial } from './graveyard-schema.ts';
import { parseToml } from './parse-toml.ts';

/**
 * The rejected candidates of a locus in the order they were buried; none without a file. Where a digest stands twice (two
 * branches merged), the first counts.
 * @throws IntegrityError `graveyard-syntax`, `graveyard-invalid`, `not-utf8`
 */
export async function readGraveyard(tree: TreeReader, locus: string): Promise<readonly Burial[]> {
  const path = graveyardPath(locus);
  const bytes = await tree.read(path);
  return bytes === undefined ? [] : parseGraveyard(decodeText(bytes, path), path);
}

/** Why a candidate was rejected; `undefined` when it was not. */
export async function burialOf(tree: TreeReader, locus: string, digest: Sha256): Promise<Burial | undefined> {
  return (await readGraveyard(tree, locus)).find((burial) => burial.digest === digest);
}

/**
 * What it takes to bury candidates; nothing is written. What is there stays byte for byte, comments included; who is
 * buried already is left out, and the plan is empty when all are. Equal burials in any order give equal bytes.
 * @param burials reasons made by `burialReason`
 * @throws IntegrityError as `readGraveyard`, also when the file can't be added to
 */
export async function planBurials(
  tree: TreeReader,
  locus: string,
  burials: readonly Burial[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const path = graveyardPath(locus);
  const bytes = await tree.read(path);
  const text = bytes === undefined ? heading(locus) : decodeText(bytes, path);
  const buried = new Set(parseGraveyard(text, path).map(({ digest }) => digest));
  const fresh = unique(burials).filter(({ digest }) => !buried.has(digest));
  if (fresh.length === 0) return new Map();
  const added = [text.trimEnd(), ...fresh.map((burial) => burialText(burial).trimEnd())].join('\n\n') + '\n';
  const after = parseGraveyard(added, path).map(({ digest }) => digest);
  if (fresh.some(({ digest }) => !after.includes(digest))) throw new InternalError(`lost a burial in ${path}`);
  return new Map([[path, new TextEncoder().encode(added)]]);
}

function unique(burials: readonly Burial[]): readonly Burial[] {
  const sorted = [...burials].sort((a, b) => (a.digest < b.digest ? -1 : a.digest > b.digest ? 1 : 0));
  return sorted.filter(({ digest }, index) => sorted[index - 1]?.digest !== digest);
}

function heading(locus: string): string {
  return `# Candidates for ${locus} that were rejected, and why. sg adds to it; a candidate whose entry is taken out may be tried again.`;
}

function parseGraveyard(text: string, file: string): readonly Burial[] {
  const toml = parseToml(text, file, 'graveyard-syntax');
  if (!toml.ok) throw new IntegrityError(toml.fault);
  const checked = graveyardSchema.safeParse(toml.value);
  if (!checked.success) {
    const faults = describeIssues(graveyardSchema, checked.error.issues);
    throw new IntegrityError({
      code: 'graveyard-invalid',
      message: `${file}: ${faultLine(faults)}.`,
      hint: `sg only adds to this file; \`git log -- ${file}\` shows who changed it.`,
      details: { file, faults: faults.map(({ field, message }) => ({ field, message })) },
    });
  }
  const seen = new Set<Sha256>();
  return checked.data.rejected.filter(({ digest }) => !seen.has(digest) && seen.add(digest));
}
