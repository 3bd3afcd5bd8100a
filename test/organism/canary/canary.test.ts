import { expect, test } from 'vitest';
import { MockKernel } from '../../../src/kernel/mock/mock-kernel.ts';
import { defaultWorld } from '../../../src/kernel/mock/default-world.ts';
import { emptyTally } from '../../../src/ledger/allele-tally.ts';
import { readLedgerState } from '../../../src/ledger/read-ledger-state.ts';
import { rightWhereWrong } from '../../../src/ledger/disagreements.ts';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import type { Sha256 } from '../../../src/model/digest.ts';
import { LedgerEvidence } from '../../../src/evolution/evolve/ledger-evidence.ts';
import { coolDownSeconds } from '../../../src/organism/breaker/circuit.ts';
import { genomeStatus } from '../../../src/organism/status/status.ts';
import { openWorkspace } from '../../../src/organism/workspace.ts';
import { genomeRepository, type GenomeRepository } from '../../helpers/genome-repository.ts';
import { calledHost, hostKernel, runOn, setCanary } from './hosting-mock.ts';

const locus = 'bridge_create';
const input = { bridge_name: 'br0', interfaces: ['eth1', 'eth2'] };
const failing = `export default async function execute(input, kernel) {
  await kernel.createBridge(input.bridge_name);
  throw new Error('boom');
}`;

interface Scene {
  readonly repository: GenomeRepository;
  readonly dominant: Sha256;
  readonly canary: Sha256;
}

async function scene(source?: string, host = 'web1', share = 1): Promise<Scene> {
  const repository = await genomeRepository();
  const dominant = repository.expressed(locus)[0]!;
  const canary = repository.allele(locus, source ?? `${repository.source(locus, dominant)}\n// another\n`);
  repository.expressDigests(locus, [dominant]);
  setCanary(repository, locus, share === 1 ? { allele: canary, hosts: ['web1', 'web2'] } : { allele: canary, share });
  calledHost(repository, host);
  return { repository, dominant, canary };
}

async function stateOf({ repository }: Scene) {
  return readLedgerState((await openWorkspace(repository.root)).ledger).fold.state;
}

test('a host that is a canary asks the allele first, and counts it as its own observation', async () => {
  const set = await scene();
  const report = await runOn(hostKernel(), set.repository, locus, input);
  expect(report.ok).toBe(true);
  expect(report.steps[0]?.attempts).toMatchObject([{ allele: set.canary, canary: true, outcome: 'ok' }]);
  const { tallies } = await stateOf(set);
  expect(tallies.get(locus)?.get(set.canary)).toMatchObject({ attempts: 1, outcomes: { ok: 1 } });
  expect(tallies.get(locus)?.get(set.dominant)).toBeUndefined();
});

test('other hosts, and the development world, ask the stack', async () => {
  const elsewhere = await scene(undefined, 'db1');
  const report = await runOn(hostKernel(), elsewhere.repository, locus, input);
  expect(report.steps[0]?.attempts.map(({ allele }) => allele)).toEqual([elsewhere.dominant]);
  const mocked = await scene();
  const mock = await runOn(MockKernel.open({ world: defaultWorld() }), mocked.repository, locus, input);
  expect(mock.steps[0]?.attempts.map(({ allele }) => allele)).toEqual([mocked.dominant]);
});

test('a canary that fails is undone, and the dominant answers', async () => {
  const set = await scene(failing);
  const kernel = hostKernel();
  const report = await runOn(kernel, set.repository, locus, input);
  expect(report.ok).toBe(true);
  expect(report.steps[0]?.attempts).toMatchObject([
    { allele: set.canary, canary: true, outcome: 'gene-failure', rolledBack: { proven: true } },
    { allele: set.dominant, outcome: 'ok' },
  ]);
  expect(report.steps[0]?.attempts[1]).not.toHaveProperty('canary');

  // The world is the one that a host without a canary has.
  const plain = await scene(failing, 'db1');
  const undisturbed = hostKernel();
  await runOn(undisturbed, plain.repository, locus, input);
  expect(canonicalJson(await kernel.snapshot())).toBe(canonicalJson(await undisturbed.snapshot()));
});

test("its failure is no rescue by the dominant, and says nothing in the dominant's own record", async () => {
  const set = await scene(failing);
  await runOn(hostKernel(), set.repository, locus, input);
  const state = await stateOf(set);
  expect(rightWhereWrong(state.disagreements, locus, set.dominant, set.canary).size).toBe(0);
  expect(state.tallies.get(locus)?.get(set.dominant)).toMatchObject({
    outcomes: { ok: 1 },
    afterCanary: { right: 1, wrong: 0 },
  });
  const evidence = new LedgerEvidence([{ name: 'fitness/web1', states: [state] }]);
  const pair = { locus, allele: { digest: set.canary }, other: { digest: set.dominant } };
  expect(evidence.hear(pair).all).toMatchObject({ dominant: { right: 0, wrong: 0 }, rival: { right: 0, wrong: 1 } });
  expect(emptyTally().afterCanary).toEqual({ right: 0, wrong: 0 });
});

test('its own breaker keeps it back after three failures that the stack mended, for the cool-down', async () => {
  const set = await scene(failing);
  const kernel = hostKernel();
  const asked = async (name: string) =>
    (await runOn(kernel, set.repository, locus, { bridge_name: name, interfaces: [] })).steps[0]?.attempts.map(
      ({ allele }) => allele,
    );
  for (const name of ['br1', 'br2', 'br3']) expect(await asked(name)).toEqual([set.canary, set.dominant]);
  expect(await asked('br4')).toEqual([set.dominant]);
  const { breakers } = await genomeStatus(set.repository.root, 'default');
  expect(breakers).toMatchObject([{ locus, allele: set.canary, state: 'open', canary: true }]);
  await kernel.sleep(coolDownSeconds);
  expect(await asked('br5')).toEqual([set.canary, set.dominant]);
});

test('status tells who asks it', async () => {
  const set = await scene(undefined, 'web2');
  expect((await genomeStatus(set.repository.root, 'default')).canaries).toEqual([
    { locus, allele: set.canary, share: null, hosts: ['web1', 'web2'], host: 'web2', here: true },
  ]);
});

test('a canary that became dominant or was ruled out is over', async () => {
  const set = await scene(failing);
  set.repository.expressDigests(locus, [set.canary, set.dominant]);
  setCanary(set.repository, locus, { allele: set.canary, hosts: ['web1'] });
  expect((await genomeStatus(set.repository.root, 'default')).canaries).toEqual([]);
});
