import type { Example, GeneContract } from '../../src/contract/ast.ts';
import { exampleFaults as faultsOf } from '../../src/arena/example-faults.ts';
import { exampleTrial } from '../../src/arena/run-example.ts';
import type { GeneQuestion, GeneRun } from './run-gene.ts';

/** The example as a question for `runGene`. */
export function exampleQuestion(contract: GeneContract, example: Example): GeneQuestion {
  const { input, world, faults } = exampleTrial(contract, example);
  return { contract, input, world, ...(faults === undefined ? {} : { faults }) };
}

/** What is otherwise than the example says: a line each, none when it holds. */
export function exampleFaults(contract: GeneContract, example: Example, run: GeneRun): readonly string[] {
  const { input } = exampleQuestion(contract, example);
  return faultsOf(contract, example, { ...run, input }).map(({ message }) => message);
}
