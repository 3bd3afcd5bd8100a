import type { FaultPlan } from '../kernel/mock/fault-plan.ts';
import type { Sha256 } from '../model/digest.ts';
import { InternalError } from '../errors/internal-error.ts';
import type { ExampleFault } from './example-faults.ts';
import { generateCase } from './generators/generate-case.ts';
import { runExample } from './run-example.ts';
import { runTrial, type TrialAir } from './run-trial.ts';
import type { TrialBench } from './trial-bench.ts';
import type { TrialCase } from './trial-case.ts';
import type { TrialResult } from './trial-result.ts';

/** A trial's case as it travels: generated ones by their number, because drawing one anew is cheaper than sending it. */
export type CaseReference =
  | { readonly kind: 'given'; readonly trial: TrialCase }
  | { readonly kind: 'generated'; readonly seed: string; readonly index: number };

/** One case and every answer that is wanted to it. */
export interface TrialJob {
  readonly reference: CaseReference;
  readonly runs: readonly TrialRun[];
}

export interface TrialRun {
  readonly allele: Sha256;
  /** Instead of the case's own. */
  readonly faults?: FaultPlan;
  readonly air?: TrialAir;
}

/** One of the contract's examples, by its place. */
export interface ExampleJob {
  readonly allele: Sha256;
  readonly example: number;
}

export function caseOf(bench: Pick<TrialBench, 'contract'>, reference: CaseReference): TrialCase {
  return reference.kind === 'given' ? reference.trial : generateCase(bench.contract, reference.seed, reference.index);
}

/** Does one job; the results in the order of its runs. */
export async function performTrials(bench: TrialBench, { reference, runs }: TrialJob): Promise<readonly TrialResult[]> {
  const trial = caseOf(bench, reference);
  const results: TrialResult[] = [];
  for (const { allele, faults, air } of runs) {
    const asked = faults === undefined ? trial : { ...trial, faults };
    results.push(await runTrial(bench, bench.allele(allele), asked, air));
  }
  return results;
}

/** What is otherwise than the example says. */
export async function performExample(bench: TrialBench, job: ExampleJob): Promise<readonly ExampleFault[]> {
  const example = bench.contract.examples[job.example];
  if (example === undefined) throw new InternalError(`There is no example ${job.example}.`);
  return runExample(bench, bench.contract, example, bench.allele(job.allele));
}
