import { SgError } from '../../errors/sg-error.ts';
import type { Certificate } from '../../genome/certificate.ts';
import { isLocusName } from '../../genome/allele-path.ts';
import { Genome } from '../../genome/genome.ts';
import type { FileChange } from '../../git/changed-files.ts';
import type { Sha256 } from '../../model/digest.ts';
import type { SideReader } from './compare-states.ts';
import type { AlleleBirth, PoolChange } from './genome-diff.ts';

const alleleFile = /^genome\/([^/]+)\/([0-9a-f]{64})\.(ts|toml|evidence\.json)$/;
const kinds = { ts: 'source', toml: 'certificate', 'evidence.json': 'evidence' } as const;

/** Alleles that came into the gene pool, left it, or are not what they were, sorted by locus and digest. */
export async function poolChanges(
  [before, after]: readonly [SideReader, SideReader],
  changes: readonly FileChange[],
): Promise<readonly PoolChange[]> {
  const [old, now] = [new Genome(before.tree), new Genome(after.tree)];
  const found: PoolChange[] = [];
  for (const group of byAllele(changes)) {
    const { locus, allele, files } = group;
    const change = changeOf(group);
    const side = change === 'removed' ? before : after;
    const birth = await readBirth(change === 'removed' ? old : now, { locus, allele, side });
    found.push({ locus, allele, change, files, birth });
  }
  return found;
}

interface AlleleFiles {
  readonly locus: string;
  readonly allele: Sha256;
  readonly files: PoolChange['files'];
  readonly source: FileChange | undefined;
}

function byAllele(changes: readonly FileChange[]): readonly AlleleFiles[] {
  const groups = new Map<string, AlleleFiles>();
  for (const change of changes) {
    const [, locus = '', allele = '', suffix] = alleleFile.exec(change.path) ?? [];
    if (suffix === undefined || !isLocusName(locus)) continue;
    const key = `${locus}/${allele}`;
    const group = groups.get(key) ?? { locus, allele, files: [], source: undefined };
    const files = [...group.files, kinds[suffix as keyof typeof kinds]];
    groups.set(key, { ...group, files, source: suffix === 'ts' ? change : group.source });
  }
  return [...groups.values()];
}

function changeOf({ source, files }: AlleleFiles): PoolChange['change'] {
  if (source === undefined) return files.includes('certificate') ? 'altered' : 'evidence';
  if (source.before === undefined) return 'added';
  return source.after === undefined ? 'removed' : 'altered';
}

async function readBirth(
  genome: Genome,
  { locus, allele, side }: { readonly locus: string; readonly allele: Sha256; readonly side: SideReader },
): Promise<AlleleBirth | null> {
  try {
    return birthOf(await genome.certificate(locus, allele));
  } catch (error) {
    if (!(error instanceof SgError)) throw error;
    side.unreadable.push({ path: `genome/${locus}/${allele}.toml`, side: side.side, message: error.message });
    return null;
  }
}

export function birthOf({ origin, parents, generation, created, note }: Certificate): AlleleBirth {
  return { origin, parents, generation, created, note: note ?? null };
}
