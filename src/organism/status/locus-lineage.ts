import { Genome } from '../../genome/genome.ts';
import { isLocusName } from '../../genome/allele-path.ts';
import type { Origin } from '../../genome/certificate.ts';
import { ancestors, descendants, type Lineage, type LineageFault } from '../../genome/lineage.ts';
import { readLineage } from '../../genome/read-lineage.ts';
import type { Sha256 } from '../../model/digest.ts';
import { openWorkspace } from '../workspace.ts';

export interface LineageNode {
  readonly allele: Sha256;
  readonly locus: string;
  readonly origin: Origin;
  readonly generation: number;
  readonly created: string;
  readonly note: string | null;
  readonly parents: readonly Sha256[];
  readonly children: readonly Sha256[];
}

export interface LocusLineage {
  readonly locus: string;
  /** The allele that was asked about, where one was. */
  readonly focus: Sha256 | null;
  readonly roots: readonly Sha256[];
  readonly nodes: readonly LineageNode[];
  readonly faults: readonly LineageFault[];
}

/**
 * The ancestry at a locus, or around one allele named by the start of its digest, from birth certificates.
 * @throws UsageError unknown-locus, unknown-allele, ambiguous-digest; IntegrityError for certificates that do not check
 */
export async function locusLineage(start: string, name: string): Promise<LocusLineage> {
  const genome = new Genome((await openWorkspace(start)).tree);
  if ((await genome.loci()).includes(name)) return whole(name, await readLineage(genome, name));
  const { locus, digest } = await resolve(genome, name);
  return around(locus, digest, await readLineage(genome, locus));
}

/** A word that can't be a digest is meant as a locus: the error then speaks of loci. */
function resolve(genome: Genome, name: string): ReturnType<Genome['resolveDigest']> {
  const meansLocus = isLocusName(name) && !/^[0-9a-f]{4,64}$/.test(name);
  return meansLocus ? genome.resolveDigest('0000', name) : genome.resolveDigest(name);
}

function whole(locus: string, lineage: Lineage): LocusLineage {
  return { locus, focus: null, roots: lineage.roots, nodes: nodes(lineage, () => true), faults: lineage.faults };
}

function around(locus: string, focus: Sha256, lineage: Lineage): LocusLineage {
  const kin = new Set([focus, ...ancestors(lineage, focus), ...descendants(lineage, focus)]);
  const roots = lineage.roots.filter((digest) => kin.has(digest));
  return { locus, focus, roots, nodes: nodes(lineage, (digest) => kin.has(digest)), faults: lineage.faults };
}

function nodes(lineage: Lineage, wanted: (digest: Sha256) => boolean): readonly LineageNode[] {
  return [...lineage.members]
    .filter(([digest]) => wanted(digest))
    .map(([allele, { certificate, parents, children }]) => ({
      allele,
      locus: certificate.locus,
      origin: certificate.origin,
      generation: certificate.generation,
      created: certificate.created,
      note: certificate.note ?? null,
      parents,
      children: children.filter(wanted),
    }));
}
