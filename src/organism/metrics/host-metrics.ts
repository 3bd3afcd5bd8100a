import path from 'node:path';
import { SgError } from '../../errors/sg-error.ts';
import { incompleteSuffix, journalFiles, openSuffix } from '../../kernel/journal/journal-file.ts';
import type { KernelName } from '../../kernel/kernel.ts';
import type { Tallies } from '../../ledger/allele-tally.ts';
import { readLedgerState } from '../../ledger/read-ledger-state.ts';
import { outcomes } from '../../model/outcome.ts';
import { timescales } from '../../model/timescale.ts';
import { readPhenotype } from '../../phenotype/read-phenotype.ts';
import type { Phenotype } from '../../phenotype/schema.ts';
import { openBreakers } from '../breaker/breaker-status.ts';
import { lastExchange } from '../host/exchange-record.ts';
import { currentCommit } from '../host/host-place.ts';
import { undoFolder } from '../host/undo-folder.ts';
import { dueChecks } from '../watch/due-checks.ts';
import { tryOpenWorkspace, type Workspace } from '../workspace.ts';
import type { MetricFamily, Sample } from './exposition.ts';

export interface MetricsRequest {
  readonly start: string;
  readonly phenotype: string;
  readonly kernel: KernelName;
}

/**
 * What this host can be watched by, from files alone. Before the first pull only that nothing was pulled. Numbers of attempts
 * are gauges: an answer to the same question within one run takes the place of the one before it.
 */
export async function hostMetrics(request: MetricsRequest): Promise<readonly MetricFamily[]> {
  const workspace = await tryOpenWorkspace(request.start);
  const phenotype = workspace === undefined ? undefined : await readable(workspace, request.phenotype);
  return [
    one('sg_phenotype_in_force', 'Whether a phenotype that can be read runs on this host.', phenotype ? 1 : 0),
    one('sg_metrics_timestamp_seconds', 'When this was written.', Date.now() / 1000),
    ...(await journalMetrics(workspace)),
    ...(workspace === undefined ? [] : await workspaceMetrics(workspace, request)),
    ...(workspace === undefined || phenotype === undefined ? [] : expressionMetrics(workspace, phenotype)),
  ];
}

/** What is wrong with it, `sg doctor` and the next pull tell. */
async function readable({ tree }: Workspace, name: string): Promise<Phenotype | undefined> {
  try {
    return await readPhenotype(tree, name);
  } catch (error) {
    if (error instanceof SgError) return undefined;
    throw error;
  }
}

async function journalMetrics(workspace: Workspace | undefined): Promise<readonly MetricFamily[]> {
  const folder = await undoFolder(workspace?.root);
  if (folder === undefined) return [];
  const journals = path.join(folder, 'journal');
  const open = (await journalFiles(journals, [openSuffix])).length;
  const unproven = (await journalFiles(journals, [incompleteSuffix])).length;
  return [
    one('sg_journals_open', 'Undo journals of work under way, or cut off.', open),
    one('sg_unproven_rollbacks', 'Work that could not be undone entirely; sg recover tries again.', unproven),
  ];
}

async function workspaceMetrics(
  { root, ledger }: Workspace,
  { phenotype, kernel }: MetricsRequest,
): Promise<readonly MetricFamily[]> {
  const { fold, damaged } = readLedgerState(ledger);
  const { ready, waiting } = dueChecks(fold.state, Date.now() / 1000, kernel);
  const [pull, push] = await Promise.all([lastExchange(root, 'pull'), lastExchange(root, 'push')]);
  const commit = currentCommit(root);
  return [
    family('sg_phenotype_info', 'The phenotype commit in force.', commit === undefined ? [] : [{ phenotype, commit }]),
    one('sg_last_pull_timestamp_seconds', 'The newest pull that worked; 0: never.', pull?.at ?? 0),
    one('sg_last_push_timestamp_seconds', 'The newest push that worked; 0: never.', push?.at ?? 0),
    one('sg_dues_overdue', 'Verifications that are to be made now.', ready.length),
    one('sg_dues_waiting', 'Verifications that fall due later.', waiting),
    one('sg_ledger_damaged_lines', 'Ledger lines that are torn or altered.', damaged),
    ...tallyMetrics(fold.tallies),
  ];
}

function tallyMetrics(tallies: Tallies): readonly MetricFamily[] {
  const loci = [...tallies].map(([locus, alleles]) => ({ locus, all: [...alleles.values()] }));
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
  const attempts = loci.flatMap(({ locus, all }): Sample[] => [
    ...outcomes.map((outcome) => sample({ locus, outcome }, sum(all.map((tally) => tally.outcomes[outcome])))),
    sample({ locus, outcome: 'interrupted' }, sum(all.map(({ interrupted }) => interrupted))),
  ]);
  const observations = loci.flatMap(({ locus, all }) =>
    timescales.flatMap((timescale) =>
      (['good', 'bad'] as const).map((verdict) =>
        sample({ locus, timescale, verdict }, sum(all.map((tally) => tally.observations[timescale][verdict]))),
      ),
    ),
  );
  const last = loci.map(({ locus, all }) => sample({ locus }, Math.max(...all.map(({ lastAt }) => lastAt))));
  return [
    { name: 'sg_attempts', help: 'Questions by how the alleles of a locus answered.', samples: attempts },
    { name: 'sg_observations', help: 'Verdicts at once, at the end of the window, and later.', samples: observations },
    { name: 'sg_last_run_timestamp_seconds', help: 'The newest record about a locus, by the kernel.', samples: last },
  ];
}

function expressionMetrics({ ledger }: Workspace, phenotype: Phenotype): readonly MetricFamily[] {
  const dominants = [...phenotype.loci].flatMap(([locus, { dominant }]) => {
    return dominant === undefined ? [] : [{ locus, allele: dominant }];
  });
  const breakers = openBreakers(ledger, phenotype).map(({ locus, allele, state }) => ({ locus, allele, state }));
  return [
    family('sg_dominant_info', 'The allele that answers first at a locus.', dominants),
    family('sg_breaker_info', 'Dominant alleles that are not asked first at the moment.', breakers),
    one('sg_breakers_open', 'How many breakers are not closed.', breakers.length),
  ];
}

function one(name: string, help: string, value: number): MetricFamily {
  return { name, help, samples: [sample({}, value)] };
}

/** What is there has the value 1. */
function family(name: string, help: string, labels: readonly Readonly<Record<string, string>>[]): MetricFamily {
  return { name, help, samples: labels.map((each) => sample(each, 1)) };
}

function sample(labels: Readonly<Record<string, string>>, value: number): Sample {
  return { labels, value };
}
