import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleTrial, runExample } from '../../src/arena/run-example.ts';
import type { GeneContract } from '../../src/contract/ast.ts';
import { findLink } from '../../src/kernel/mock/links.ts';
import { sha256 } from '../../src/model/digest.ts';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { GeneSource, Sandbox } from '../../src/sandbox/sandbox.ts';
import { expressedGenes, networkGenome } from '../helpers/network-genome.ts';

const content = await networkGenome();

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
});
afterAll(() => {
  sandbox.dispose();
});

describe('exampleTrial', () => {
  it('is the world of the given lines and the arguments with defaults', () => {
    const { world, input, origin } = exampleTrial(contractOf('bridge_create'), exampleOf('bridge_create', 0));
    expect(findLink(world, 'eth1')).toMatchObject({ kind: 'ethernet', up: true });
    expect(input).toEqual({ bridge_name: 'br0', interfaces: ['eth0', 'eth1'], stp_enabled: false });
    expect(origin).toBe('example "attaches both interfaces"');
  });
});

describe('runExample', () => {
  it('finds nothing against the alleles that are expressed', async () => {
    for (const [locus, contract] of content.contracts.genes) {
      for (const gene of await expressedGenes(content, locus)) {
        for (const example of contract.examples)
          expect(await runExample({ sandbox }, contract, example, gene)).toEqual([]);
      }
    }
  });

  it('says what is otherwise in the answer and in the world', async () => {
    const claims = `export default async function execute() {
      return { success: true, bridge_name: 'br0', mac: '52:54:00:00:00:00', resources_created: [] };
    }`;
    expect(await faultsOf('bridge_create', 0, claims)).toEqual([
      { kind: 'other-output', message: 'resources_created: expected ["br0"], got []' },
      { kind: 'other-world', message: 'bridge br0 has ports [eth0, eth1]: there is no br0' },
      { kind: 'other-world', message: 'interface br0 is up: there is no br0' },
    ]);
  });

  it('names the fault of a gene that gives no answer', async () => {
    const throws = `export default async function execute() { throw new Error('lost'); }`;
    expect(await faultsOf('bridge_create', 0, throws)).toMatchObject([{ kind: 'exception' }]);
    const invalid = `export default async function execute() { return { success: true, mac: NaN }; }`;
    expect((await faultsOf('bridge_create', 0, invalid))[0]?.kind).toBe('invalid-output');
    const shrugs = `export default async function execute() { return { success: false, error: 'no' }; }`;
    expect((await faultsOf('bridge_create', 0, shrugs))[0]).toEqual({
      kind: 'undeclared-failure',
      message: 'it fails without a declared refusal: no',
    });
  });

  it('holds against an answer that is right and a hand that touches what nobody named', async () => {
    const [gene] = await expressedGenes(content, 'bridge_create');
    const grabs = (gene?.source ?? '').replace(
      /(export default async function execute\([^)]*\)[^{]*\{)/,
      `$1\n  await kernel.setMtu('lo', 1400);`,
    );
    expect(await faultsOf('bridge_create', 0, grabs)).toMatchObject([{ kind: 'out-of-scope' }]);
  });

  it('hands a diagnostic nothing that changes the world', async () => {
    const meddles = `export default async function execute(input, kernel) {
      await kernel.setUp('eth1', false);
      return { healthy: true, operstate: 'up', carrier: true, findings: [] };
    }`;
    const [fault] = await faultsOf('check_link_state', 0, meddles);
    expect(fault?.kind).toBe('exception');
  });
});

function faultsOf(locus: string, example: number, source: string): ReturnType<typeof runExample> {
  return runExample({ sandbox }, contractOf(locus), exampleOf(locus, example), geneOf(source));
}

function geneOf(source: string): GeneSource {
  const digest = sha256(source);
  return { digest, source, file: `genome/test/${digest}.ts` };
}

function contractOf(locus: string): GeneContract {
  const contract = content.contracts.genes.get(locus);
  if (contract === undefined) throw new Error(`no contract ${locus}`);
  return contract;
}

function exampleOf(locus: string, at: number): GeneContract['examples'][number] {
  const example = contractOf(locus).examples[at];
  if (example === undefined) throw new Error(`no example ${at} of ${locus}`);
  return example;
}
