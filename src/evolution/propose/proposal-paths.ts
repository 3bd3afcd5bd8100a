import { isLocusName } from '../../genome/allele-path.ts';
import type { Sha256 } from '../../model/digest.ts';
import type { ChangedPath } from './changed-paths.ts';

/** An allele that a branch brings. */
export interface BroughtAllele {
  readonly locus: string;
  readonly allele: Sha256;
}

export interface PathFindings {
  readonly brought: readonly BroughtAllele[];
  /** Loci whose graveyard has changed. */
  readonly graveyards: readonly string[];
  /** What no proposal may do, a line each. Paths are untrusted. */
  readonly faults: readonly string[];
}

const part = /^genome\/([a-z0-9_]+)\/([0-9a-f]{64})\.(ts|toml|evidence\.json)$/;
const graveyard = /^genome\/([a-z0-9_]+)\/graveyard\.toml$/;

/**
 * What a branch brings, by paths alone. Nobody may change or take away what belongs to an allele.
 * @param strict a branch of `sg mutate`: it adds alleles with certificate and evidence, and graves, and does nothing else
 */
export function proposalPaths(changes: readonly ChangedPath[], strict: boolean): PathFindings {
  const brought: BroughtAllele[] = [];
  const graveyards: string[] = [];
  const faults: string[] = [];
  for (const { path, change, mode } of changes) {
    const [, locus = '', allele, kind] = part.exec(path) ?? [];
    const [, buriedAt] = graveyard.exec(path) ?? [];
    if (allele !== undefined && isLocusName(locus)) {
      if (change !== 'added') faults.push(`${path} is ${change}: an allele is never changed or taken away.`);
      else if (mode !== '100644') faults.push(`${path} is no plain file.`);
      else if (kind === 'ts') brought.push({ locus, allele });
    } else if (buriedAt !== undefined && change !== 'removed' && mode === '100644') graveyards.push(buriedAt);
    else if (strict) faults.push(`${path} is ${change}: a proposal adds alleles and nothing else.`);
  }
  return { brought, graveyards, faults: [...faults, ...(strict ? looseParts(changes, brought) : [])] };
}

/** Certificates and evidence without their allele, and more loci than one. */
function looseParts(changes: readonly ChangedPath[], brought: readonly BroughtAllele[]): readonly string[] {
  const own = new Set(brought.map(({ allele }) => allele));
  const loose = changes.flatMap(({ path }) => {
    const [, , allele] = part.exec(path) ?? [];
    return allele === undefined || own.has(allele) ? [] : [`${path} belongs to no allele that comes with it.`];
  });
  const loci = new Set(brought.map(({ locus }) => locus));
  return loci.size > 1 ? [...loose, 'It brings alleles of more than one locus.'] : loose;
}
