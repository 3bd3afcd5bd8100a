import type { TreeEntry } from '../git/tree-reader.ts';
import { isSha256, type Sha256 } from '../model/digest.ts';

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

const suffixes = ['.evidence.json', '.toml', '.ts'] as const;

/** Files of a locus that are not named after an allele. */
const locusFiles: ReadonlySet<string> = new Set(['contract.d.ts']);

/** Sorts the entries of `folder` into alleles and strays. A certificate or evidence with no source beside it is a stray. */
export function takeInventory(folder: string, entries: readonly TreeEntry[]): LocusInventory {
  const sources = new Set(entries.flatMap((entry) => sourceDigest(entry) ?? []));
  const strays = entries.flatMap((entry) => {
    const reason = strayReason(entry, sources);
    return reason === undefined ? [] : [{ path: `${folder}/${entry.name}`, reason }];
  });
  return { alleles: [...sources].sort(), strays };
}

function sourceDigest({ name, kind }: TreeEntry): Sha256 | undefined {
  const stem = name.slice(0, -'.ts'.length);
  return kind === 'file' && name.endsWith('.ts') && isSha256(stem) ? stem : undefined;
}

function strayReason({ name, kind }: TreeEntry, sources: ReadonlySet<Sha256>): string | undefined {
  if (kind === 'folder') return 'a folder';
  if (kind === 'other') return 'a symbolic link or special file';
  if (locusFiles.has(name)) return undefined;
  const suffix = suffixes.find((ending) => name.endsWith(ending));
  const stem = suffix === undefined ? '' : name.slice(0, -suffix.length);
  if (!isSha256(stem)) return 'its name is not a SHA-256 digest with .ts, .toml or .evidence.json';
  return sources.has(stem) ? undefined : 'there is no allele of that digest beside it';
}
