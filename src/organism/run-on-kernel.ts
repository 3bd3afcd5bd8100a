import type { Kernel } from '../kernel/kernel.ts';
import type { Json } from '../model/json.ts';
import { storeCase } from './case-store.ts';
import { afterRun } from './fusion/after-run.ts';
import { observedKernel, withMockKernel, worldPlace } from './mock-world.ts';
import { dormantOrganism, withOrganism } from './open-organism.ts';
import type { RunReport } from './report.ts';
import { prepareRun, run } from './run.ts';
import type { RunListener } from './run-event.ts';
import { openWorkspace } from './workspace.ts';

export interface KernelRunRequest {
  /** A folder inside the genome repository. */
  readonly start: string;
  readonly phenotype: string;
  /** File of the mock's world; the repository's own when left out. */
  readonly world: string | undefined;
  readonly target: string;
  readonly input: Json;
  readonly wait: boolean;
  readonly jobs: number;
  readonly dryRun: boolean;
  readonly emit: RunListener;
}

/**
 * `sg run`: everything that can be refused is refused before the world is locked or a record is written.
 * @throws SgError for what `prepareRun` refuses, an unreadable world, or a world that another sg holds for too long
 */
export async function runOnKernel(request: KernelRunRequest): Promise<RunReport> {
  const workspace = await openWorkspace(request.start);
  const dormant = await dormantOrganism(workspace, request.phenotype);
  const prepared = await prepareRun(dormant, request.target, request.input);
  const place = await worldPlace(request.start, request.world);
  const perform = (kernel: Kernel): Promise<RunReport> =>
    withOrganism(workspace, dormant, kernel, (organism) =>
      run(organism, prepared, {
        ...request,
        keepCase: (locus, value) => storeCase(workspace.cases, locus, value),
      }),
    );
  if (!prepared.changes) return perform(await observedKernel(place));
  const report = await withMockKernel(place, `run ${request.target}`, perform);
  return afterRun({ ...request, workspace, phenotype: dormant.phenotype, input: prepared.input }, report);
}
