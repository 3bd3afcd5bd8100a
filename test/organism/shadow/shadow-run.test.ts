import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readLedger } from '../../../src/ledger/read-ledger.ts';
import { readLedgerState } from '../../../src/ledger/read-ledger-state.ts';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import { openBreakers } from '../../../src/organism/breaker/breaker-status.ts';
import { failureCaseSchema } from '../../../src/organism/cases/failure-case-format.ts';
import { locusDetails } from '../../../src/organism/status/locus-status.ts';
import { openWorkspace } from '../../../src/organism/workspace.ts';
import { readPhenotype } from '../../../src/phenotype/read-phenotype.ts';
import { genomeRepository, type GenomeRepository } from '../../helpers/genome-repository.ts';
import { plainTallies } from '../../helpers/plain-tallies.ts';
import { calledHost, hostKernel, runOn, setCanary, setShadow } from '../canary/hosting-mock.ts';

const locus = 'bridge_create';
const input = { bridge_name: 'br0', interfaces: ['eth1', 'eth2'] };

const throwing = `export default async function execute(input, kernel) {
  await kernel.createBridge(input.bridge_name);
  throw new Error('boom');
}`;
/** Does something else with the same question, and is healthy all the same. */
const otherwise = `export default async function execute(input, kernel) {
  const mac = '02:00:00:00:00:42';
  await kernel.createBridge(input.bridge_name, { mac });
  for (const port of input.interfaces) {
    await kernel.attachPort(input.bridge_name, port);
    await kernel.setUp(port, true);
  }
  await kernel.setUp(input.bridge_name, true);
  return { success: true, bridge_name: input.bridge_name, mac, resources_created: [input.bridge_name] };
}`;

interface Scene {
  readonly repository: GenomeRepository;
  readonly next: string;
}

/** A host with the dominant and one to fall back on. */
async function scene(source?: string, policy: 'off' | 'risk' | 'all' = 'all'): Promise<Scene> {
  const repository = await genomeRepository();
  const dominant = repository.expressed(locus)[0]!;
  const next = repository.allele(locus, source ?? `${repository.source(locus, dominant)}\n// another\n`);
  repository.expressDigests(locus, [dominant, next]);
  setShadow(repository, policy);
  calledHost(repository, 'web1');
  return { repository, next };
}

test.each([
  ['the same', undefined, 'same'],
  ['something else', otherwise, 'differs'],
  ['a failure', throwing, 'fails'],
] as const)('%s is told of the allele next in line, and counted', async (_what, source, verdict) => {
  const { repository, next } = await scene(source);
  const report = await runOn(hostKernel(), repository, locus, input);
  expect(report).toMatchObject({ ok: true, shadow: [{ step: '1', locus, allele: next, verdict }] });
  const { shadows } = await locusDetails(repository.root, 'default', locus);
  expect(shadows).toEqual([{ allele: next, same: 0, differs: 0, fails: 0, [verdict]: 1 }]);
});

test('host, tallies, disagreements and breakers are byte for byte what they are without it', async () => {
  const lived = async (policy: 'off' | 'all') => {
    const { repository, next } = await scene(throwing, policy);
    const kernel = hostKernel();
    for (const bridge of ['br0', 'br1', 'br2', 'br3']) {
      await runOn(kernel, repository, locus, { bridge_name: bridge, interfaces: [] });
    }
    const { ledger, tree } = await openWorkspace(repository.root);
    const { fold } = readLedgerState(ledger);
    const shadows = readLedger(ledger, ['shadow']).records.length;
    const seen = {
      world: canonicalJson(await kernel.snapshot()),
      clock: await kernel.now(),
      tallies: plainTallies(fold.tallies),
      disagreements: fold.state.disagreements,
      failures: fold.state.failures,
      breakers: openBreakers(ledger, await readPhenotype(tree, 'default')),
      tried: fold.tallies.get(locus)?.has(next),
    };
    return { seen, shadows };
  };
  const [without, beside] = [await lived('off'), await lived('all')];
  expect([without.shadows, beside.shadows]).toEqual([0, 4]);
  expect(beside.seen).toEqual(without.seen);
  expect(beside.seen.tried).toBe(false);
});

test('its failure is a case that says where it happened', async () => {
  const { repository } = await scene(throwing);
  await runOn(hostKernel(), repository, locus, input);
  const [name] = readdirSync(repository.file('.sg', 'cases'));
  const kept = failureCaseSchema.parse(JSON.parse(readFileSync(repository.file('.sg', 'cases', name!), 'utf8')));
  expect(kept).toMatchObject({ shadow: true, kernel: 'mock', locus, input: { bridge_name: 'br0' } });
});

test('a locus of low risk has one only where the policy asks for it', async () => {
  const { repository } = await scene(undefined, 'risk');
  expect(await runOn(hostKernel(), repository, locus, input)).not.toHaveProperty('shadow');
});

test('a locus of medium risk has one without being told', async () => {
  const repository = await genomeRepository();
  const [dominant] = repository.expressed('bridge_uplink');
  const next = repository.allele('bridge_uplink', `${repository.source('bridge_uplink', dominant!)}\n// another\n`);
  repository.expressDigests('bridge_uplink', [dominant!, next]);
  calledHost(repository, 'web1');
  const kernel = hostKernel();
  await runOn(kernel, repository, locus, { bridge_name: 'br0', interfaces: [] });
  const report = await runOn(kernel, repository, 'bridge_uplink', { bridge_name: 'br0', uplink: 'eth1' });
  expect(report.shadow).toMatchObject([{ locus: 'bridge_uplink', allele: next, verdict: 'same' }]);
});

test('where there is a canary for others, it is the one', async () => {
  const { repository } = await scene(throwing);
  const canary = repository.allele(locus, otherwise);
  setCanary(repository, locus, { allele: canary, hosts: ['web9'] });
  const report = await runOn(hostKernel(), repository, locus, input);
  expect(report.shadow).toMatchObject([{ allele: canary, verdict: 'differs' }]);
});

test('what failed, and what a canary did, has none', async () => {
  const { repository, next } = await scene();
  setCanary(repository, locus, { allele: repository.allele(locus, throwing), hosts: ['web1'] });
  expect(await runOn(hostKernel(), repository, locus, input)).not.toHaveProperty('shadow');
  expect(next).toMatch(/^[0-9a-f]{64}$/);
});
