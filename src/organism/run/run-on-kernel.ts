import type { Kernel } from '../../kernel/kernel.ts';
import type { Json } from '../../model/json.ts';
import { storeCase } from '../cases/case-store.ts';
import { afterRun } from '../fusion/after-run.ts';
import { observedBy, withKernel, type KernelChoice } from '../world/kernel-choice.ts';
import { dormantOrganism, withOrganism } from '../open-organism.ts';
import type { RunReport } from './report.ts';
import { prepareRun, run } from './run.ts';
import type { RunListener } from './run-event.ts';
import { RunMemory } from './run-memory.ts';
import { shadowRun } from '../shadow/shadow-run.ts';
import { openWorkspace } from '../workspace.ts';

export interface KernelRunRequest extends KernelChoice {
  readonly phenotype: string;
  readonly target: string;
  readonly input: Json;
  readonly wait: boolean;
  readonly jobs: number;
  readonly dryRun: boolean;
  readonly emit: RunListener;
}

/**
 * `sg run`: everything that can be refused is refused before the world is locked or a record is written.
 * @throws SgError for what `prepareRun` refuses, a kernel that can't be used, or one that another sg holds for too long
 */
export async function runOnKernel(request: KernelRunRequest): Promise<RunReport> {
  const workspace = await openWorkspace(request.start);
  const dormant = await dormantOrganism(workspace, request.phenotype);
  const prepared = await prepareRun(dormant, request.target, request.input);
  const memory = new RunMemory();
  const perform = (kernel: Kernel): Promise<RunReport> =>
    withOrganism(workspace, dormant, kernel, (organism) =>
      run(organism, prepared, {
        ...request,
        memory,
        keepCase: (locus, value) => storeCase(workspace.cases, locus, value),
      }),
    );
  if (!prepared.changes) return perform(await observedBy(request));
  const report = await withKernel(request, `run ${request.target}`, perform);
  const finished = { ...request, workspace, phenotype: dormant.phenotype, input: prepared.input };
  const concluded = await afterRun(finished, report);
  const shadow = await shadowRun(workspace, dormant, memory, report);
  return shadow.length === 0 ? concluded : { ...concluded, shadow };
}
