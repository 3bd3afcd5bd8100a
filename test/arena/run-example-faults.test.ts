import { afterAll, beforeAll, expect, it } from 'vitest';
import { exampleTrial, runExample } from '../../src/arena/run-example.ts';
import type { Example } from '../../src/contract/ast.ts';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { expressedGenes, networkGenome } from '../helpers/network-genome.ts';

const content = await networkGenome();
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
});
afterAll(() => {
  sandbox.dispose();
});

it('lets happen what an example says goes wrong', async () => {
  const contract = content.contracts.genes.get('bridge_uplink')!;
  const example = contract.examples[0]!;
  const fault = { ...example.given[0]!, text: 'operation 3 fails with ETIMEDOUT' };
  const broken: Example = { ...example, given: [...example.given, fault] };
  expect(exampleTrial(contract, example).faults).toBeUndefined();
  expect(exampleTrial(contract, broken).faults?.faults).toMatchObject([{ at: 3, does: { code: 'ETIMEDOUT' } }]);
  const [gene] = await expressedGenes(content, 'bridge_uplink');
  expect(await runExample({ sandbox }, contract, example, gene!)).toEqual([]);
  expect(await runExample({ sandbox }, contract, broken, gene!)).not.toEqual([]);
});
