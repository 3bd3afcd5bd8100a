import { disturbances } from '../../kernel/disturbance.ts';
import type { RollbackProof, WorldSnapshot } from '../../kernel/kernel.ts';
import { configurationDifferences } from '../../kernel/world-difference.ts';
import type { ActedAttempt } from '../run/feeds.ts';
import { holdRun, type HeldRun } from '../run/hold-run.ts';
import type { Organism } from '../organism.ts';
import type { RunReport, StepReport } from '../run/report.ts';
import { run, type RunRequest } from '../run/run.ts';
import { RunMemory } from '../run/run-memory.ts';
import type { PreparedResource } from './prepare-topology.ts';
import { findingsOf, resourceState } from './resource-state.ts';
import type { TopologyRequest } from './topology-request.ts';
import type { ResourceReport } from './topology-report.ts';

export interface ResourceRun {
  readonly report: ResourceReport;
  /** What the run itself reported. */
  readonly run: RunReport;
  /** Whose work stands. */
  readonly acted: readonly ActedAttempt[];
}

/** Runs a resource's pathway, with a transaction and a place in the ledger of its own, and tells what it made different. */
export async function runResource(
  organism: Organism,
  resource: PreparedResource,
  request: TopologyRequest,
  careful = false,
): Promise<ResourceRun> {
  const before = await organism.kernel.snapshot();
  const memory = new RunMemory();
  const report = await run(organism, resource.run, { ...runRequest(resource, request), careful, memory });
  const after = await organism.kernel.snapshot();
  return resourceRun({ organism, resource, request, before, after, memory }, report);
}

/** A resource that has been made true as far as can be seen at once; its windows are open. */
export interface HeldResource {
  readonly resource: PreparedResource;
  readonly changed: boolean;
  readonly run: HeldRun;
  readonly settle: () => Promise<ResourceRun>;
}

/** The same with its verification windows left open. */
export async function holdResource(
  organism: Organism,
  resource: PreparedResource,
  request: TopologyRequest,
): Promise<HeldResource> {
  const before = await organism.kernel.snapshot();
  const memory = new RunMemory();
  const held = await holdRun(organism, resource.run, { ...runRequest(resource, request), memory });
  const after = await organism.kernel.snapshot();
  return {
    resource,
    changed: configurationDifferences(before, after).length > 0,
    run: held,
    settle: async () => resourceRun({ organism, resource, request, before, after, memory }, await held.settle()),
  };
}

function runRequest({ pathway, run: { input } }: PreparedResource, request: TopologyRequest): RunRequest {
  const { wait, jobs, emit, keepCase } = request;
  return { target: pathway, input, wait, jobs, dryRun: false, emit, keepCase };
}

interface Made {
  readonly organism: Organism;
  readonly resource: PreparedResource;
  readonly request: TopologyRequest;
  readonly before: WorldSnapshot;
  readonly after: WorldSnapshot;
  readonly memory: RunMemory;
}

function resourceRun({ organism, resource, request, before, after, memory }: Made, run: RunReport): ResourceRun {
  const { name, kind, pathway } = resource;
  request.finished?.(run, resource.run.input);
  const changes = configurationDifferences(before, after);
  const state = resourceState(run, changes);
  return {
    run,
    acted: run.ok ? memory.acted : [],
    report: {
      resource: name,
      kind,
      pathway,
      state,
      findings: state === 'right' ? [] : findingsOf(run),
      changes,
      // Ports that start or stop forwarding as time passes are nobody's doing.
      disturbs: changes.length === 0 ? [] : disturbances(before, after),
      steps: run.steps.filter((step) => acted(organism, step, changes.length > 0)),
      ...(run.failure === undefined ? {} : { failure: run.failure }),
      run: run.run,
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

/** Of one whose work could not be undone: it is neither there nor gone. */
export function brokenResource({ name, kind, pathway }: PreparedResource, proof: RollbackProof): ResourceReport {
  const left = proof.differences.map(({ path }) => path).join(', ');
  const message = `It did not hold, and the state from before could not be restored: ${left}.`;
  const failure = { kind: 'rollback-incomplete' as const, message };
  const nothing = { findings: [], disturbs: [], steps: [], run: null };
  return { resource: name, kind, pathway, state: 'failed', ...nothing, changes: proof.differences, failure };
}
