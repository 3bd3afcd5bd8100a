import { isDeepStrictEqual } from 'node:util';
import { UsageError } from '../errors/usage-error.ts';
import { editCanaryBlock } from './canary-block.ts';
import { editLocusBlock } from './edit-locus-block.ts';
import { editFusionBlock } from './fusion-block.ts';
import { parsePhenotype } from './parse-phenotype.ts';
import type { LocusExpression, Phenotype } from './schema.ts';

/**
 * The text of a phenotype file after operations of edit.ts: comments, order and the lines of whatever did not change stay
 * byte for byte, so that `git blame` tells line by line who promoted what.
 * @param text the file as it stands
 * @param next what it is to say; it may differ from the text in what loci express and which pathways are fused
 * @param file shown in messages
 * @throws UsageError `phenotype-syntax`, `phenotype-invalid` for the old text, `phenotype-not-editable` when the file is
 * written so that the new text would not say exactly `next`
 */
export function writePhenotype(text: string, next: Phenotype, file: string): string {
  const current = parsePhenotype(text, file);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  let lines: readonly string[] = text.split(/\r?\n/);
  for (const [locus, entry] of next.loci) {
    const was = current.loci.get(locus);
    if (!samePlaces(was, entry)) lines = editLocusBlock(lines, locus, entry);
    if (!isDeepStrictEqual(was?.canary, entry.canary)) lines = editCanaryBlock(lines, locus, entry.canary);
  }
  for (const pathway of new Set([...Object.keys(current.fusion), ...Object.keys(next.fusion)])) {
    const entry = next.fusion[pathway];
    if (!isDeepStrictEqual(current.fusion[pathway], entry)) lines = editFusionBlock(lines, pathway, entry);
  }
  const written = lines.join(newline);
  if (says(written, next, file)) return written;
  throw new UsageError({
    code: 'phenotype-not-editable',
    message: `Cannot edit ${file} without disturbing it: expected every locus as a table [loci.NAME] with the keys dominant, fallback and deprecated.`,
    hint: 'Write inline tables and dotted keys below "loci" as tables of their own, then try again.',
    details: { file },
  });
}

function samePlaces(a: LocusExpression | undefined, b: LocusExpression): boolean {
  return a?.dominant === b.dominant && isDeepStrictEqual([a?.fallback, a?.deprecated], [b.fallback, b.deprecated]);
}

function says(text: string, phenotype: Phenotype, file: string): boolean {
  try {
    return isDeepStrictEqual(parsePhenotype(text, file), phenotype);
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}
