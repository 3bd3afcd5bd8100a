import type { Diagnostic } from '../../contract/diagnostic.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { storeCase } from '../cases/case-store.ts';
import { afterRun } from '../fusion/after-run.ts';
import { MockKernel } from '../../kernel/mock/mock-kernel.ts';
import type { Reach } from '../../kernel/reach.ts';
import { worldFromSnapshot } from '../../kernel/mock/world-from-snapshot.ts';
import { observedHost } from '../world/host-kernel.ts';
import { withKernel, type KernelChoice } from '../world/kernel-choice.ts';
import { observedKernel, worldPlace } from '../world/mock-world.ts';
import { dormantOrganism, withOrganism, type DormantOrganism } from '../open-organism.ts';
import type { RunReport } from '../run/report.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';
import { deployTopology } from './deploy-topology.ts';
import { planTopology } from './plan-topology.ts';
import { prepareTopology, type PreparedTopology } from './prepare-topology.ts';
import type { TopologyReport } from './topology-report.ts';
import type { TopologyRequest } from './topology-request.ts';

export interface KernelTopologyRequest extends Omit<TopologyRequest, 'keepCase'>, KernelChoice {
  readonly phenotype: string;
  readonly topology: string;
  /** Parameters the phenotype does not give. */
  readonly input: Json;
}

/**
 * `sg plan`: reads the world without a lock and leaves no trace. What a host would do is tried on a mock of it.
 * @throws SgError for what `prepareTopology` refuses, contract errors, or an unreadable world
 */
export async function planOnKernel(request: KernelTopologyRequest): Promise<TopologyReport> {
  const { workspace, dormant, prepared } = await prepare(request);
  const { kernel, reach } = await shadowOf(request);
  return withOrganism(workspace, dormant, kernel, (organism) =>
    planTopology({ ...organism, kernel }, prepared, request, reach),
  );
}

/**
 * `sg deploy`: one lock around the whole of it.
 * @throws SgError as `planOnKernel`, and for a world that another sg holds for too long
 */
export async function deployOnKernel(request: KernelTopologyRequest): Promise<TopologyReport> {
  const { workspace, dormant, prepared } = await prepare(request);
  const runs: { readonly run: RunReport; readonly input: JsonObject }[] = [];
  const report = await withKernel(request, `deploy ${request.topology}`, (kernel) =>
    withOrganism(workspace, dormant, kernel, (organism) =>
      deployTopology(organism, prepared, {
        ...request,
        finished: (run, input) => runs.push({ run, input }),
        keepCase: (locus, value) => storeCase(workspace.cases, locus, value),
      }),
    ),
  );
  if (report.rolledBack) return report;
  const notes: string[] = [];
  for (const { run, input } of runs) {
    const { fusion } = await afterRun({ ...request, workspace, phenotype: dormant.phenotype, input }, run);
    if (fusion?.note !== undefined) notes.push(`${run.pathway}: ${fusion.note}`);
  }
  return { ...report, notes };
}

interface Shadow {
  readonly kernel: MockKernel;
  readonly reach?: Reach;
}

async function shadowOf({ start, kernel: name, world }: KernelChoice): Promise<Shadow> {
  if (name === undefined || name === 'mock') return { kernel: await observedKernel(await worldPlace(start, world)) };
  const host = await observedHost(start);
  const kernel = MockKernel.open({ world: worldFromSnapshot(await host.snapshot(), 'the snapshot of this host') });
  if (host.reach === undefined) return { kernel };
  // A shadow has the host's ways out, and nobody at the end of them.
  return { kernel, reach: { ...host.reach, answers: () => Promise.resolve(null) } };
}

interface Prepared {
  readonly workspace: Workspace;
  readonly dormant: DormantOrganism;
  readonly prepared: PreparedTopology;
}

async function prepare({ start, phenotype, topology, input }: KernelTopologyRequest): Promise<Prepared> {
  const workspace = await openWorkspace(start);
  const dormant = await dormantOrganism(workspace, phenotype, misspeltIn(topology));
  return { workspace, dormant, prepared: await prepareTopology(dormant, topology, input) };
}

/** A word that nearly names a resource is a warning while a topology is written, and too risky to act on. */
function misspeltIn(topology: string): (diagnostic: Diagnostic) => boolean {
  return ({ code, file }) => code === 'unknown-resource' && file.endsWith(`/${topology}.sg`);
}
