import { executable, type ExecutableContract } from '../../contract/contract-set.ts';
import type { Certificate } from '../../genome/certificate.ts';
import { readGraveyard } from '../../genome/graveyard.ts';
import type { Burial } from '../../genome/graveyard-schema.ts';
import { inBatches } from '../../git/in-batches.ts';
import type { Sha256 } from '../../model/digest.ts';
import { allAlleles, type AlleleStatus } from '../../organism/status/allele-status.ts';
import type { BreakerStatus } from '../../organism/breaker/breaker-status.ts';
import { locusKind, type LocusStatus } from '../../organism/status/status.ts';
import type { FitnessPoint } from './fitness-timeline.ts';
import type { HistoryPart } from './genome-history.ts';
import type { GenomeState } from './genome-state.ts';
import { orCode } from './or-code.ts';

/** An allele with its birth. */
export interface KnownAllele extends AlleleStatus {
  /** The code of the error where it can't be read. */
  readonly certificate: Certificate | string;
}

/** Everything a locus's pages show. Texts of contracts, certificates and commits are untrusted. */
export interface LocusModel extends Pick<LocusStatus, 'locus' | 'kind' | 'family' | 'risk'> {
  /** `undefined` where no sound contract is of that name. */
  readonly contract: ExecutableContract | undefined;
  /** Named by the phenotype, in the order of expression, then the pool, youngest first. */
  readonly alleles: readonly KnownAllele[];
  readonly points: (allele: Sha256) => readonly FitnessPoint[];
  readonly breaker: BreakerStatus | null;
  readonly dueChecks: number;
  readonly buried: readonly Burial[];
  /** The newest part of its history; the code of the error where it can't be read. */
  readonly history: HistoryPart | string;
}

/** Events on one page. */
const eventsPerPage = 60;

/** @returns `undefined` where there is no such locus */
export async function readLocus(state: GenomeState, locus: string): Promise<LocusModel | undefined> {
  if (!state.loci.includes(locus)) return undefined;
  const { contracts, phenotype, survey, ledgers, genome } = state;
  const statuses = allAlleles(phenotype, locus, survey.loci.get(locus), ledgers.tallies);
  return {
    ...locusKind(contracts, locus),
    contract: executable(contracts, locus),
    alleles: youngestFirst(await inBatches(statuses, (status) => withBirth(state, locus, status))),
    points: (allele) => pointsOf(state, locus, allele),
    breaker: state.breakers.find((breaker) => breaker.locus === locus) ?? null,
    dueChecks: ledgers.dues.filter((due) => due.locus === locus).length,
    buried: (await orCode(() => readGraveyard(genome.tree, locus))).value ?? [],
    history: await readHistory(state, locus, 1),
  };
}

export function pointsOf({ phenotype, ledgers }: GenomeState, locus: string, allele: Sha256): readonly FitnessPoint[] {
  return ledgers.timeline.points(locus, allele, phenotype.loci.get(locus)?.weights ?? phenotype.policy.weights);
}

async function withBirth(state: GenomeState, locus: string, status: AlleleStatus): Promise<KnownAllele> {
  return { ...status, certificate: await state.certificate(locus, status.allele) };
}

function youngestFirst(alleles: readonly KnownAllele[]): readonly KnownAllele[] {
  const born = ({ certificate }: KnownAllele): string => (typeof certificate === 'string' ? '' : certificate.created);
  const pool = alleles.filter(({ role }) => role === 'pool');
  const named = alleles.filter(({ role }) => role !== 'pool');
  return [...named, ...[...pool].sort((a, b) => (born(a) < born(b) ? 1 : born(a) > born(b) ? -1 : 0))];
}

/** @param page from 1, the newest */
export async function readHistory(
  { history }: GenomeState,
  locus: string,
  page: number,
): Promise<HistoryPart | string> {
  const { value, code } = await orCode(() => history.part(locus, (page - 1) * eventsPerPage, eventsPerPage));
  return value ?? code;
}
