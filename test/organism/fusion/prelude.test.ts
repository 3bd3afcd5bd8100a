import { expect, onTestFinished, test } from 'vitest';
import { defaultWorld } from '../../../src/kernel/mock/default-world.ts';
import { MockKernel } from '../../../src/kernel/mock/mock-kernel.ts';
import { sha256 } from '../../../src/model/digest.ts';
import type { Json } from '../../../src/model/json.ts';
import { fusedModule } from '../../../src/organism/fusion/fused-module.ts';
import { genePort } from '../../../src/organism/run/gene-port.ts';
import { dormantOrganism } from '../../../src/organism/open-organism.ts';
import { openWorkspace } from '../../../src/organism/workspace.ts';
import { createSandbox } from '../../../src/sandbox/create-sandbox.ts';
import { genomeRepository } from '../../helpers/genome-repository.ts';

const looksTwice = `pathway looks_twice for network
  risk low

  steps:
    1. bridge_create
         bridge_name = br0
         interfaces = []
    2. bridge_stp
         bridge_name = br0
         stp_enabled = false
    3. bridge_stp
         bridge_name = br0
         stp_enabled = true
    4. bridge_stp
         bridge_name = br0
         stp_enabled = true
`;

/** Operations and reports in the order the runtime performs them. */
async function performed(refuseReport?: string): Promise<readonly string[]> {
  const repository = await genomeRepository();
  repository.contract('pathways', 'looks_twice', looksTwice);
  const dormant = await dormantOrganism(await openWorkspace(repository.root), 'default');
  const contract = dormant.contracts.pathways.get('looks_twice');
  if (contract === undefined) throw new Error('the pathway is not there');
  const { source } = await fusedModule(dormant, contract);
  const kernel = MockKernel.open({ world: defaultWorld() });
  const port = (await kernel.begin({ label: 'test' })).port();
  const seen: string[] = [];
  const call = async (operation: string, args: readonly Json[]): Promise<Json> => {
    seen.push(operation === 'reportStep' ? `report ${JSON.stringify(args[0])} ${typeof args[1]}` : operation);
    if (operation !== 'reportStep') return port.call(operation, args);
    if (args[0] === refuseReport) throw Object.assign(new Error('found wanting'), { code: 'EPERM' });
    return null;
  };
  const sandbox = await createSandbox();
  onTestFinished(() => {
    sandbox.dispose();
  });
  const gene = { digest: sha256(source), source, file: 'genome/looks_twice/fused.ts' };
  const watched = { ...port, log: [], operations: [...port.operations, 'reportStep'], call };
  const result = await sandbox.run(gene, {}, await genePort(kernel, watched), { seed: 'fused' });
  expect(result).toMatchObject({ ok: true, output: { success: true } });
  return seen;
}

test('what an earlier step saw answers the first look of a later one, until something acts', async () => {
  const seen = await performed();
  const steps = seen.join(' ').split(/ ?report "\d" string ?/);
  expect(steps).toEqual(['link createBridge bridge', '', 'setStp', 'bridge', '']);
});

test('a report that is refused holds up nothing and hides nothing: the runtime has seen it in its place', async () => {
  const seen = await performed('2');
  expect(seen.filter((operation) => operation.startsWith('report'))).toEqual(
    ['1', '2', '3', '4'].map((step) => `report "${step}" string`),
  );
  expect(seen.indexOf('report "2" string')).toBeLessThan(seen.indexOf('setStp'));
});
