import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { TreeReader } from '../../git/tree-reader.ts';
import { workTree } from '../../git/work-tree.ts';

/** The network genome as sg ships it: what a new genome repository starts from. */
export interface Template {
  readonly tree: TreeReader;
  /** sg's own package, for what installs it. */
  readonly packageName: string;
  /** Version of sg, for commit messages. */
  readonly version: string;
}

/** @param packageRoot folder of sg's own package.json */
export async function openTemplate(packageRoot: string): Promise<Template> {
  const manifest = JSON.parse(await readFile(path.join(packageRoot, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  return { tree: workTree(packageRoot), packageName: manifest.name, version: manifest.version };
}

/** Every file below a folder, by path, sorted. */
export async function filesBelow(tree: TreeReader, folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const { name, kind } of await tree.list(folder)) {
    const place = `${folder}/${name}`;
    if (kind === 'folder') for (const [file, bytes] of await filesBelow(tree, place)) files.set(file, bytes);
    const bytes = kind === 'file' ? await tree.read(place) : undefined;
    if (bytes !== undefined) files.set(place, bytes);
  }
  return files;
}
