import type { Example, GeneContract } from '../contract/ast.ts';
import { evaluateArguments } from '../contract/evaluate.ts';
import { inputValidator, type Validator } from '../contract/validators.ts';
import { InternalError } from '../errors/internal-error.ts';
import { MockKernel } from '../kernel/mock/mock-kernel.ts';
import { faultsFromGiven, worldFromGiven } from '../kernel/vocabulary.ts';
import type { Json } from '../model/json.ts';
import { genePort } from '../organism/run/gene-port.ts';
import type { GeneSource, Sandbox } from '../sandbox/sandbox.ts';
import { exampleFaults, type ExampleFault } from './example-faults.ts';
import type { TrialCase } from './trial-case.ts';

const nothing = { parameters: {}, steps: new Map<number, Json>() };

/**
 * An example as a trial: its arguments with defaults filled in, in the world of its `given` lines, with the faults they name.
 * @throws UsageError `impossible-given` when the lines describe no world
 */
export function exampleTrial(
  contract: GeneContract,
  example: Example,
  validator: Validator = inputValidator(contract),
): TrialCase {
  const checked = validator.validate(evaluateArguments(example.takes, nothing, new Set()));
  if (!checked.ok) throw new InternalError(`Example "${example.title}" takes what its contract does not.`);
  const given = example.given.map(({ text }) => text);
  const faults = faultsFromGiven(given);
  const trial = { world: worldFromGiven(given), input: checked.value, origin: `example "${example.title}"` };
  return faults.faults.length === 0 ? trial : { ...trial, faults };
}

/** What an example needs beside the allele; validators that are kept save their making. */
export interface ExampleBench {
  readonly sandbox: Sandbox;
  readonly validators?: { readonly input: Validator; readonly output: Validator };
}

/**
 * Puts one example to one allele in a world of its own, a diagnostic with the observing half only, and says what is
 * otherwise than the example; empty when it holds. The contract's `verify` is not asked: an example says itself what
 * becomes of the world.
 */
export async function runExample(
  bench: ExampleBench,
  contract: GeneContract,
  example: Example,
  gene: GeneSource,
): Promise<readonly ExampleFault[]> {
  const { world, input, faults } = exampleTrial(contract, example, bench.validators?.input);
  const kernel = MockKernel.open({ world, ...(faults === undefined ? {} : { faults }) });
  const transaction = contract.family === 'configuration' ? await kernel.begin({ label: 'example' }) : undefined;
  const port = await genePort(kernel, transaction?.port() ?? kernel.observer());
  const result = await bench.sandbox.run(gene, input, port, { seed: `example ${example.title}` });
  await transaction?.commit();
  return exampleFaults(
    contract,
    example,
    { result, input, before: world, after: kernel.world },
    bench.validators?.output,
  );
}
