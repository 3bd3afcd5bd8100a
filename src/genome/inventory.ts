import type { TreeEntry } from '../git/tree-reader.ts';
import type { Sha256 } from '../model/digest.ts';

/** What stands in the folder of one locus. */
export interface LocusInventory {
  /** Digests with a source file, sorted. */
  readonly alleles: readonly Sha256[];
  /** What does not belong there. */
  readonly strays: readonly Stray[];
}

export interface Stray {
  /** Path in the repository. */
  readonly path: string;
  readonly reason: string;
}

/** Files of a locus that are not named after an allele. */
const locusFiles: ReadonlySet<string> = new Set(['contract.d.ts', 'graveyard.toml']);

/** `<sha256>.ts`, its certificate or its evidence. */
const alleleFile = /^([0-9a-f]{64})\.(ts|toml|evidence\.json)$/;

/** Sorts the entries of `folder` into alleles and strays. A certificate or evidence with no source beside it is a stray. */
export function takeInventory(folder: string, entries: readonly TreeEntry[]): LocusInventory {
  const alleles = new Set<Sha256>();
  const companions: (readonly [name: string, digest: Sha256])[] = [];
  const strays: Stray[] = [];
  const stray = (name: string, reason: string): void => {
    strays.push({ path: `${folder}/${name}`, reason });
  };
  for (const { name, kind } of entries) {
    const [, digest, suffix] = kind === 'file' ? (alleleFile.exec(name) ?? []) : [];
    if (kind === 'folder') stray(name, 'a folder');
    else if (kind === 'other') stray(name, 'a symbolic link or special file');
    else if (digest === undefined) {
      if (!locusFiles.has(name)) stray(name, 'its name is not a SHA-256 digest with .ts, .toml or .evidence.json');
    } else if (suffix === 'ts') alleles.add(digest);
    else companions.push([name, digest]);
  }
  for (const [name, digest] of companions) {
    if (!alleles.has(digest)) stray(name, 'there is no allele of that digest beside it');
  }
  return { alleles: [...alleles].sort(), strays };
}
