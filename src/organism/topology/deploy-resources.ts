import type { Organism } from '../organism.ts';
import type { RunReport } from '../report.ts';
import { undoesAll } from './failure-policy.ts';
import type { PreparedResource, PreparedTopology } from './prepare-topology.ts';
import { runResource, skippedResource } from './resource-run.ts';
import type { ResourceReport } from './topology-report.ts';
import type { TopologyRequest } from './topology-request.ts';

/**
 * Makes the resources true one after the other. What waits for a resource that could not be made true is skipped; after a
 * failure under `rollback all`, and after a rollback that left something behind, so is all the rest.
 */
export async function deployResources(
  organism: Organism,
  topology: PreparedTopology,
  request: TopologyRequest,
): Promise<readonly ResourceReport[]> {
  const reports = new Map<string, ResourceReport>();
  let stop: string | undefined;
  for (const resource of topology.resources) {
    const reason = stop ?? blocked(resource, reports);
    if (reason !== undefined) {
      reports.set(resource.name, skippedResource(resource, reason));
    } else {
      request.emitTopology({ type: 'resource-started', resource: resource.name, pathway: resource.pathway });
      const { report, run } = await runResource(organism, resource, request);
      reports.set(resource.name, report);
      stop = stopReason(topology, resource, run);
    }
    request.emitTopology({
      type: 'resource-ended',
      resource: reports.get(resource.name) ?? skippedResource(resource, ''),
    });
  }
  return [...reports.values()];
}

export function standsRight({ state }: ResourceReport): boolean {
  return state === 'right' || state === 'missing' || state === 'drifted';
}

function blocked({ needs }: PreparedResource, reports: ReadonlyMap<string, ResourceReport>): string | undefined {
  const lacking = needs.filter((name) => {
    const report = reports.get(name);
    return report === undefined || !standsRight(report);
  });
  return lacking.length === 0 ? undefined : `waits for ${lacking.join(', ')}`;
}

function stopReason({ contract }: PreparedTopology, { name }: PreparedResource, run: RunReport): string | undefined {
  if (run.ok) return undefined;
  if (run.rollback?.proven === false) return `what ${name} left behind must be put right first`;
  return undoesAll(contract) ? `everything is undone because of ${name}` : undefined;
}
