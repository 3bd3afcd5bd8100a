import { executable, executableNames } from '../../contract/contract-set.ts';
import { suggest } from '../../contract/suggest.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { Genome } from '../../genome/genome.ts';
import { readLedgerState } from '../../ledger/read-ledger-state.ts';
import { readPhenotype } from '../../phenotype/read-phenotype.ts';
import { allAlleles } from './allele-status.ts';
import { openBreakers, type BreakerStatus } from '../breaker/breaker-status.ts';
import { canaryStatus, type CanaryStatus } from '../canary/canaries.ts';
import { listCases, type CaseSummary } from '../cases/case-list.ts';
import { soundContracts } from '../contracts/load-contracts.ts';
import { shadowCounts, type ShadowCount } from '../shadow/shadow-counts.ts';
import { locusKind, type LocusStatus } from './status.ts';
import { dueEntries } from '../watch/due-checks.ts';
import { openWorkspace } from '../workspace.ts';

/** One locus in full: every allele of the pool, what keeps its dominant back, what is still to be verified, its failures. */
export interface LocusDetails extends Omit<LocusStatus, 'pool'> {
  readonly root: string;
  readonly phenotype: string;
  readonly breaker: BreakerStatus | null;
  readonly canary: CanaryStatus | null;
  readonly shadows: readonly ShadowCount[];
  /** Verifications that were left for later and are not answered. */
  readonly dueChecks: number;
  readonly cases: readonly CaseSummary[];
  readonly damagedRecords: number;
}

/** @throws UsageError unknown-locus */
export async function locusDetails(start: string, phenotypeName: string, locus: string): Promise<LocusDetails> {
  const workspace = await openWorkspace(start);
  const contracts = await soundContracts(workspace.tree);
  if (executable(contracts, locus) === undefined) throw unknownLocus(locus, executableNames(contracts));
  const phenotype = await readPhenotype(workspace.tree, phenotypeName);
  const inventory = await new Genome(workspace.tree).inventory(locus);
  const { fold, damaged } = readLedgerState(workspace.ledger);
  return {
    root: workspace.root,
    phenotype: phenotype.name,
    ...locusKind(contracts, locus),
    alleles: allAlleles(phenotype, locus, inventory, fold.tallies),
    breaker: openBreakers(workspace.ledger, phenotype).find((breaker) => breaker.locus === locus) ?? null,
    canary: (await canaryStatus(phenotype)).find((canary) => canary.locus === locus) ?? null,
    shadows: shadowCounts(workspace.ledger, locus),
    dueChecks: dueEntries(fold.state).filter((due) => due.locus === locus).length,
    cases: await listCases(workspace.cases, locus),
    damagedRecords: damaged,
  };
}

function unknownLocus(locus: string, names: readonly string[]): UsageError {
  const near = suggest(locus, names);
  return new UsageError({
    code: 'unknown-locus',
    message: `There is no locus called "${locus}".`,
    hint: near === undefined ? '`sg status` lists what there is.' : `Did you mean "${near}"?`,
  });
}
