import type { TreeReader } from '../../git/tree-reader.ts';

const entry = '.sg/';

/** The change that keeps sg's local state out of git; none where the repository has it already. */
export async function localStateIgnored(tree: TreeReader): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = await tree.read('.gitignore');
  const text = found === undefined ? '' : new TextDecoder().decode(found);
  if (text.split(/\r?\n/).some((line) => line.trim() === entry || line.trim() === '.sg')) return new Map();
  const separator = text === '' || text.endsWith('\n') ? '' : '\n';
  return new Map([['.gitignore', new TextEncoder().encode(`${text}${separator}${entry}\n`)]]);
}
