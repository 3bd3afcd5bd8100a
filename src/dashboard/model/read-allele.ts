import { parseEvidence, type Evidence } from '../../arena/evidence.ts';
import { allelePath, evidencePath } from '../../genome/allele-path.ts';
import type { Sha256 } from '../../model/digest.ts';
import { unifiedDiff } from '../../model/unified-diff.ts';
import { allAlleles } from '../../organism/status/allele-status.ts';
import type { FitnessPoint } from './fitness-timeline.ts';
import type { GenomeState } from './genome-state.ts';
import { orCode, type OrCode } from './or-code.ts';
import { pointsOf, type KnownAllele } from './read-locus.ts';

/** One allele in full. Source, note and evidence were written by strangers. */
export interface AlleleModel {
  readonly locus: string;
  readonly file: string;
  readonly status: KnownAllele;
  /** Checked against its digest; the code of the error where it can't be read. */
  readonly source: OrCode<string>;
  readonly parent: { readonly locus: string; readonly allele: Sha256; readonly difference: string } | null;
  readonly expressed: readonly { readonly phenotype: string; readonly role: string }[];
  readonly points: readonly FitnessPoint[];
  /** What the arena measured; `null` where there is no such file. */
  readonly evidence: OrCode<Evidence> | null;
  /** Loci of its parents, where they stand. */
  readonly homes: ReadonlyMap<Sha256, readonly string[]>;
}

/** @returns `undefined` where there is no such allele */
export async function readAllele(state: GenomeState, locus: string, allele: Sha256): Promise<AlleleModel | undefined> {
  const { genome, survey, phenotype, ledgers } = state;
  const inventory = survey.loci.get(locus);
  const named = phenotype.loci.get(locus);
  const one = inventory?.alleles.includes(allele) === true ? { alleles: [allele], strays: [] } : undefined;
  const status = allAlleles(phenotype, locus, one, ledgers.tallies).find((each) => each.allele === allele);
  if (status === undefined || (one === undefined && named === undefined)) return undefined;
  const certificate = await state.certificate(locus, allele);
  const source = await orCode(() => genome.source(locus, allele));
  const known: KnownAllele = { ...status, certificate };
  return {
    locus,
    file: allelePath(locus, allele),
    status: known,
    source,
    parent:
      typeof certificate === 'string' || source.value === undefined
        ? null
        : await parentOf(state, locus, certificate.parents, source.value),
    expressed: expressedWhere(state, locus, allele),
    points: pointsOf(state, locus, allele),
    evidence: await evidenceOf(state, locus, allele),
    homes: state.homes,
  };
}

/** The difference from the first parent that has a source. */
async function parentOf(
  { genome, homes }: GenomeState,
  locus: string,
  parents: readonly Sha256[],
  source: string,
): Promise<AlleleModel['parent']> {
  for (const allele of parents) {
    const places = homes.get(allele) ?? [];
    const home = places.includes(locus) ? locus : places[0];
    if (home === undefined) continue;
    const { value } = await orCode(() => genome.source(home, allele));
    if (value !== undefined) return { locus: home, allele, difference: unifiedDiff(value, source) };
  }
  return null;
}

function expressedWhere({ phenotypes }: GenomeState, locus: string, allele: Sha256): AlleleModel['expressed'] {
  return [...phenotypes].flatMap(([phenotype, value]) => {
    const entry = typeof value === 'string' ? undefined : value.loci.get(locus);
    if (entry?.dominant === allele) return [{ phenotype, role: 'dominant' }];
    const place = entry?.fallback.indexOf(allele) ?? -1;
    if (place >= 0) return [{ phenotype, role: `fallback ${place + 1}` }];
    return entry?.deprecated.includes(allele) === true ? [{ phenotype, role: 'deprecated' }] : [];
  });
}

async function evidenceOf({ genome }: GenomeState, locus: string, allele: Sha256): Promise<AlleleModel['evidence']> {
  const file = evidencePath(locus, allele);
  const read = await orCode(() => genome.tree.read(file));
  if (read.code !== undefined) return { code: read.code };
  const bytes = read.value;
  if (bytes === undefined) return null;
  return orCode(() => Promise.resolve().then(() => parseEvidence(new TextDecoder().decode(bytes), file)));
}
