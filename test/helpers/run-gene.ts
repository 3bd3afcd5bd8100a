import type { GeneContract } from '../../src/contract/ast.ts';
import type { KernelPort } from '../../src/kernel/kernel.ts';
import type { FaultPlan } from '../../src/kernel/mock/fault-plan.ts';
import { MockKernel } from '../../src/kernel/mock/mock-kernel.ts';
import type { World } from '../../src/kernel/mock/world-schema.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { genePort } from '../../src/organism/run/gene-port.ts';
import type { GeneResult, GeneSource, Sandbox } from '../../src/sandbox/sandbox.ts';

/** One answer of one allele, with the worlds it found and left. */
export interface GeneRun {
  readonly before: World;
  readonly after: World;
  readonly result: GeneResult;
  /** Operations that were called, in order. */
  readonly called: readonly string[];
}

/** A question, and the world it is asked in. */
export interface GeneQuestion {
  readonly contract: GeneContract;
  /** Validated. */
  readonly input: JsonObject;
  readonly world: World;
  /** What goes wrong at the kernel itself. */
  readonly faults?: FaultPlan;
  /** Stands between the gene and the kernel, to make operations fail. */
  readonly through?: (port: KernelPort) => KernelPort;
}

/** Asks an allele in the sandbox. What a configuration gene changes stays; a diagnostic is handed the observing half. */
export async function runGene(gene: GeneSource, question: GeneQuestion, sandbox: Sandbox): Promise<GeneRun> {
  const { contract, input, world, faults, through = (port: KernelPort) => port } = question;
  const kernel = MockKernel.open({ world, ...(faults === undefined ? {} : { faults }) });
  const transaction = contract.family === 'configuration' ? await kernel.begin({ label: 'test' }) : undefined;
  const port = transaction?.port() ?? kernel.observer();
  const result = await sandbox.run(gene, input, await genePort(kernel, through(port)), { seed: 'test' });
  await transaction?.commit();
  return { before: world, after: kernel.world, result, called: port.log.map(({ operation }) => operation) };
}
