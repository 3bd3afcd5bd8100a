import { IntegrityError } from '../errors/integrity-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { suggest } from '../contract/suggest.ts';
import { decodeText } from '../genome/decode-text.ts';
import type { TreeReader } from '../git/tree-reader.ts';
import { parsePhenotype } from './parse-phenotype.ts';
import { isPhenotypeName, phenotypeFolder, phenotypePath } from './phenotype-path.ts';
import type { Phenotype } from './schema.ts';

export interface PhenotypeFile {
  /** Path in the repository. */
  readonly path: string;
  /** As it stands; what `writePhenotype` edits. */
  readonly text: string;
  readonly phenotype: Phenotype;
}

/** Names of the phenotypes of a tree, sorted. */
export async function listPhenotypes(tree: TreeReader): Promise<readonly string[]> {
  const entries = await tree.list(phenotypeFolder);
  return entries
    .filter(({ name, kind }) => kind === 'file' && name.endsWith('.toml'))
    .map(({ name }) => name.slice(0, -'.toml'.length))
    .filter(isPhenotypeName);
}

/**
 * @throws UsageError `invalid-phenotype-name`, `unknown-phenotype`, `phenotype-syntax`, `phenotype-invalid`;
 * IntegrityError `phenotype-name-mismatch`, `not-utf8`
 */
export async function readPhenotype(tree: TreeReader, name: string): Promise<Phenotype> {
  return (await readPhenotypeFile(tree, name)).phenotype;
}

/** Like `readPhenotype`, with the text it came from. */
export async function readPhenotypeFile(tree: TreeReader, name: string): Promise<PhenotypeFile> {
  const path = phenotypePath(name);
  const bytes = await tree.read(path);
  if (bytes === undefined) throw unknownPhenotype(name, await listPhenotypes(tree), tree.description);
  const text = decodeText(bytes, path);
  const phenotype = parsePhenotype(text, path);
  if (phenotype.name === name) return { path, text, phenotype };
  throw new IntegrityError({
    code: 'phenotype-name-mismatch',
    message: `Expected name = "${name}" in ${path}, as the file's name says, found "${phenotype.name}".`,
    hint: 'Make the two agree.',
    details: { file: path, expected: name, found: phenotype.name },
  });
}

function unknownPhenotype(name: string, known: readonly string[], where: string): UsageError {
  const guess = suggest(name, known);
  const existing = known.length === 0 ? 'there are none; `sg init` writes one' : `there are: ${known.join(', ')}`;
  return new UsageError({
    code: 'unknown-phenotype',
    message: `Expected a phenotype of the ${where}, got "${name}".`,
    hint: guess === undefined ? `In ${phenotypeFolder}/ ${existing}.` : `Did you mean "${guess}"?`,
    details: { name, known },
  });
}
