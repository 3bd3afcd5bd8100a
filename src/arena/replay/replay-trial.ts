import type { GeneContract } from '../../contract/ast.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { MockKernel } from '../../kernel/mock/mock-kernel.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Outcome } from '../../model/outcome.ts';
import { silentJournal } from '../../organism/run/journal.ts';
import type { Organism } from '../../organism/organism.ts';
import { run } from '../../organism/run/run.ts';
import type { GeneSource } from '../../sandbox/sandbox.ts';
import type { TrialCase } from '../trial-case.ts';

/** What one allele made of a trial. */
export interface ReplayResult {
  readonly outcome: Outcome;
  /** Why it is not `ok`; the message is untrusted. */
  readonly error: { readonly kind: string; readonly message: string } | null;
  readonly output: JsonObject | null;
}

/**
 * One allele, with nothing to fall back on, answers a trial in a run of its own: verified to the end of the contract's
 * window, then undone. Nothing is recorded.
 */
export async function replayTrial(
  organism: Omit<Organism, 'kernel' | 'journal' | 'fusions'>,
  contract: GeneContract,
  gene: GeneSource,
  { world, input, faults }: TrialCase,
): Promise<ReplayResult> {
  const target = contract.name.text;
  const kernel = MockKernel.open({ world, ...(faults === undefined ? {} : { faults }) });
  const alleles: Organism['alleles'] = {
    load: (locus) => (locus === target ? Promise.resolve([gene]) : organism.alleles.load(locus)),
  };
  const { steps } = await run(
    { ...organism, alleles, kernel, journal: silentJournal },
    { contract, input, changes: contract.family === 'configuration' },
    {
      target,
      input,
      wait: true,
      jobs: 1,
      dryRun: true,
      emit: () => undefined,
      keepCase: () => Promise.resolve(''),
    },
  );
  const [step] = steps;
  if (step === undefined) throw new InternalError(`A run of "${target}" made no step.`);
  return { outcome: step.outcome, error: step.attempts.at(-1)?.error ?? null, output: step.output };
}
