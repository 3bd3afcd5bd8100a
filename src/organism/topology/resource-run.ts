import { disturbances } from '../../kernel/disturbance.ts';
import { configurationDifferences } from '../../kernel/world-difference.ts';
import type { Organism } from '../organism.ts';
import type { RunReport, StepReport } from '../report.ts';
import { run } from '../run.ts';
import type { PreparedResource } from './prepare-topology.ts';
import { findingsOf, resourceState } from './resource-state.ts';
import type { TopologyRequest } from './topology-request.ts';
import type { ResourceReport } from './topology-report.ts';

export interface ResourceRun {
  readonly report: ResourceReport;
  /** What the run itself reported. */
  readonly run: RunReport;
}

/** Runs a resource's pathway, with a transaction and a place in the ledger of its own, and tells what it made different. */
export async function runResource(
  organism: Organism,
  resource: PreparedResource,
  request: TopologyRequest,
): Promise<ResourceRun> {
  const { name, kind, pathway } = resource;
  const before = await organism.kernel.snapshot();
  const report = await run(organism, resource.run, {
    target: pathway,
    input: resource.run.input,
    wait: request.wait,
    jobs: request.jobs,
    dryRun: false,
    emit: request.emit,
    keepCase: request.keepCase,
  });
  request.finished?.(report, resource.run.input);
  const after = await organism.kernel.snapshot();
  const changes = configurationDifferences(before, after);
  const state = resourceState(report, changes);
  return {
    run: report,
    report: {
      resource: name,
      kind,
      pathway,
      state,
      findings: state === 'right' ? [] : findingsOf(report),
      changes,
      // Ports that start or stop forwarding as time passes are nobody's doing.
      disturbs: changes.length === 0 ? [] : disturbances(before, after),
      steps: report.steps.filter((step) => acted(organism, step, changes.length > 0)),
      ...(report.failure === undefined ? {} : { failure: report.failure }),
      run: report.run,
    },
  };
}

/** Diagnostics never act; a pathway's fused allele, which looks and acts in one, did when something is different. */
function acted({ contracts }: Organism, { locus }: StepReport, changed: boolean): boolean {
  const gene = contracts.genes.get(locus);
  return gene === undefined ? changed : gene.family === 'configuration';
}

export function skippedResource({ name, kind, pathway }: PreparedResource, reason: string): ResourceReport {
  const nothing = { findings: [], changes: [], disturbs: [], steps: [], run: null };
  return { resource: name, kind, pathway, state: 'skipped', reason, ...nothing };
}
