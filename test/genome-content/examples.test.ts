import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KernelError } from '../../src/errors/kernel-error.ts';
import type { KernelPort } from '../../src/kernel/kernel.ts';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { expressedGenes, networkGenome } from '../helpers/network-genome.ts';
import { exampleFaults, exampleQuestion } from '../helpers/run-example.ts';
import { runGene } from '../helpers/run-gene.ts';

const content = await networkGenome();

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
});
afterAll(() => {
  sandbox.dispose();
});

describe.each([...content.contracts.genes])('%s', (locus, contract) => {
  it.each(contract.examples)('$title', async (example) => {
    for (const gene of await expressedGenes(content, locus)) {
      const run = await runGene(gene, exampleQuestion(contract, example), sandbox);
      expect(exampleFaults(contract, example, run), gene.file).toEqual([]);
    }
  });

  it('answers the same when asked again', async () => {
    for (const gene of await expressedGenes(content, locus)) {
      for (const example of contract.examples) {
        const question = exampleQuestion(contract, example);
        const first = await runGene(gene, question, sandbox);
        expect(await runGene(gene, question, sandbox)).toEqual(first);
      }
    }
  });

  it('does not hide a kernel that stops answering', async () => {
    for (const gene of await expressedGenes(content, locus)) {
      for (const example of contract.examples) {
        const question = exampleQuestion(contract, example);
        const { called } = await runGene(gene, question, sandbox);
        for (let last = 0; last < called.length; last += 1) {
          const broken = { ...question, through: (port: KernelPort) => silentAfter(port, last) };
          const { result } = await runGene(gene, broken, sandbox);
          expect(result.ok, `${gene.file}: ${example.title}: call ${last}, ${called[last]}`).toBe(false);
        }
      }
    }
  });
});

/** A port that answers so many calls and then none. */
function silentAfter(port: KernelPort, answers: number): KernelPort {
  let calls = 0;
  return {
    operations: port.operations,
    log: port.log,
    call: async (operation, args) => {
      calls += 1;
      if (calls > answers) throw new KernelError('EUNAVAILABLE', operation, 'the bus does not answer');
      return port.call(operation, args);
    },
  };
}
