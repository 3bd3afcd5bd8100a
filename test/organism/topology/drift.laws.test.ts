import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { KernelError } from '../../../src/errors/kernel-error.ts';
import { defaultWorld } from '../../../src/kernel/mock/default-world.ts';
import { MockKernel } from '../../../src/kernel/mock/mock-kernel.ts';
import { snapshotOf } from '../../../src/kernel/mock/snapshot.ts';
import type { World } from '../../../src/kernel/mock/world-schema.ts';
import { silentJournal } from '../../../src/organism/run/journal.ts';
import { dormantOrganism } from '../../../src/organism/open-organism.ts';
import type { Organism } from '../../../src/organism/organism.ts';
import { deployTopology } from '../../../src/organism/topology/deploy-topology.ts';
import { planTopology } from '../../../src/organism/topology/plan-topology.ts';
import { prepareTopology, type PreparedTopology } from '../../../src/organism/topology/prepare-topology.ts';
import type { TopologyReport } from '../../../src/organism/topology/topology-report.ts';
import { openWorkspace } from '../../../src/organism/workspace.ts';
import { createSandbox } from '../../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { projectRoot } from '../../helpers/project-root.ts';
import { changingCallOn, type Call } from '../../kernel/mock/arbitrary-operations.ts';
import { promise } from './topology-host.ts';

let sandbox: Sandbox;
let organism: Omit<Organism, 'kernel'>;
let topology: PreparedTopology;
/** The world after a first deploy. */
let right: World;

beforeAll(async () => {
  sandbox = await createSandbox();
  const dormant = await dormantOrganism(await openWorkspace(projectRoot), 'default');
  organism = { ...dormant, sandbox, journal: silentJournal };
  topology = await prepareTopology(dormant, 'production_server', {});
  right = (await deploy(MockKernel.open({ world: defaultWorld() }))).world;
});
afterAll(() => {
  sandbox.dispose();
});

const request = { wait: true, jobs: 4, emit: () => undefined, emitTopology: () => undefined };

async function plan(world: World): Promise<TopologyReport> {
  const kernel = MockKernel.open({ world });
  const report = await planTopology({ ...organism, kernel }, topology, request);
  expect(kernel.world).toBe(world);
  return report;
}

async function deploy(kernel: MockKernel): Promise<{ readonly report: TopologyReport; readonly world: World }> {
  const keepCase = (): Promise<string> => Promise.resolve('');
  const report = await deployTopology({ ...organism, kernel }, topology, { ...request, keepCase });
  return { report: { ...report, cases: [] }, world: kernel.world };
}

async function drifted(calls: readonly Call[]): Promise<World> {
  const kernel = MockKernel.open({ world: right });
  const transaction = await kernel.begin({ label: 'drift' });
  const port = transaction.port();
  for (const [operation, ...args] of calls) {
    await port.call(operation, args).catch((error: unknown) => {
      if (!(error instanceof KernelError)) throw error;
    });
  }
  await transaction.commit();
  return kernel.world;
}

const bridges = ['management', 'br100', 'br200', 'br300'];
const vlans = ['storage.100', 'storage.200', 'storage.300'];
const drift = changingCallOn({
  any: fc.constantFrom(...bridges, ...vlans, 'storage', 'eth1', 'eth2', 'eth3'),
  lists: fc.subarray(['eth1', 'eth3', 'storage.100']),
  bridge: fc.constantFrom(...bridges),
  bond: fc.constant('storage'),
  vlan: fc.constantFrom(...vlans),
});

it('law: whatever was done by hand, a deploy does what its plan says, and what it says is right stays right', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(drift, { minLength: 1, maxLength: 3 }), async (calls) => {
      const world = await drifted(calls);
      const planned = await plan(world);
      const { report, world: after } = await deploy(MockKernel.open({ world }));
      expect(promise(report)).toEqual(promise(planned));
      // Whether all is well or not, a second deploy finds nothing more to do than the first left.
      const again = await deploy(MockKernel.open({ world: after }));
      expect(again.report.changes).toEqual([]);
      expect(again.report.ok).toBe(report.ok);
      if (report.resources.every(({ state }) => state === 'right')) {
        expect(report.changes).toEqual([]);
        expect(snapshotOf(after)['links']).toEqual(snapshotOf(world)['links']);
      }
    }),
    { numRuns: 12 },
  );
});
