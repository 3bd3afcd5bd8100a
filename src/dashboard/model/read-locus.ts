import { executable, type ExecutableContract } from '../../contract/contract-set.ts';
import type { Certificate } from '../../genome/certificate.ts';
import { readGraveyard } from '../../genome/graveyard.ts';
import type { Burial } from '../../genome/graveyard-schema.ts';
import { inBatches } from '../../git/in-batches.ts';
import type { Sha256 } from '../../model/digest.ts';
import { allAlleles, type AlleleStatus } from '../../organism/status/allele-status.ts';
import type { BreakerStatus } from '../../organism/breaker/breaker-status.ts';
import { locusLog, type LocusLog } from '../../organism/history/locus-log.ts';
import { locusKind, type LocusStatus } from '../../organism/status/status.ts';
import type { FitnessPoint } from './fitness-timeline.ts';
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
  /** `null` where history has nothing to say; else the code of the error. */
  readonly log: LocusLog | string | null;
}

/** Commits a page looks back over, and events it shows. */
const lookBack = 5000;
const mostEvents = 60;

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
    log: await readLog(state, locus),
  };
}

export function pointsOf({ phenotype, ledgers }: GenomeState, locus: string, allele: Sha256): readonly FitnessPoint[] {
  return ledgers.timeline.points(locus, allele, phenotype.loci.get(locus)?.weights ?? phenotype.policy.weights);
}

async function withBirth({ genome }: GenomeState, locus: string, status: AlleleStatus): Promise<KnownAllele> {
  const { value, code } = await orCode(() => genome.certificate(locus, status.allele));
  return { ...status, certificate: value ?? code };
}

function youngestFirst(alleles: readonly KnownAllele[]): readonly KnownAllele[] {
  const born = ({ certificate }: KnownAllele): string => (typeof certificate === 'string' ? '' : certificate.created);
  const pool = alleles.filter(({ role }) => role === 'pool');
  const named = alleles.filter(({ role }) => role !== 'pool');
  return [...named, ...[...pool].sort((a, b) => (born(a) < born(b) ? 1 : born(a) > born(b) ? -1 : 0))];
}

async function readLog({ workspace, commit, phenotype }: GenomeState, locus: string): Promise<LocusModel['log']> {
  const request = { locus, phenotype: phenotype.name, ref: commit, limit: mostEvents, maxCommits: lookBack };
  const { value, code } = await orCode(() => locusLog(workspace.root, request));
  return value ?? (code === 'unknown-locus' ? null : code);
}
