import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/model/canonical-json.ts';
import { genomeRepository } from '../helpers/genome-repository.ts';
import { inProcess } from '../helpers/run-in-process.ts';

const input = { bridge_name: 'br0', interfaces: ['eth1', 'eth2'] };

/** Alleles that fail in the ways alleles fail; each leaves a half-made bridge where it can. */
const broken: Readonly<Record<string, { readonly kind: string; readonly source: string }>> = {
  'throws after half its work': {
    kind: 'exception',
    source: `export default async function execute(input, kernel) {
      await kernel.createBridge(input.bridge_name);
      await kernel.attachPort(input.bridge_name, input.interfaces[0]);
      throw new Error('boom');
    }`,
  },
  'loops for ever': {
    kind: 'cpu-limit',
    source: `export default async function execute(input, kernel) {
      await kernel.createBridge(input.bridge_name);
      for (;;) {}
    }`,
  },
  'returns garbage': {
    kind: 'invalid-output',
    source: `export default async function execute(input, kernel) {
      await kernel.createBridge(input.bridge_name);
      return { success: 'yes', loot: [1, 2, 3] };
    }`,
  },
  'returns nothing': {
    kind: 'invalid-output',
    source: 'export default async function execute(input, kernel) { await kernel.createBridge(input.bridge_name); }',
  },
  'claims success and does nothing': {
    kind: 'unhealthy',
    source: `export default async function execute(input, kernel) {
      return { success: true, bridge_name: input.bridge_name, mac: '52:54:00:00:00:01', resources_created: [] };
    }`,
  },
  'gives up without a declared refusal': {
    kind: 'undeclared-failure',
    source: `export default async function execute(input, kernel) {
      await kernel.createBridge(input.bridge_name);
      return { success: false, error: 'did not feel like it' };
    }`,
  },
  'refuses and yet changes the world': {
    kind: 'changed-on-refusal',
    source: `export default async function execute(input, kernel) {
      await kernel.createBridge(input.bridge_name);
      return { success: false, refusal: 'bridge already exists' };
    }`,
  },
  'touches an interface nobody named': {
    kind: 'out-of-scope',
    source: `export default async function execute(input, kernel) {
      await kernel.createBridge(input.bridge_name, { ports: input.interfaces });
      await kernel.setMtu('eth3', 9000);
      const { mac } = await kernel.link(input.bridge_name);
      return { success: true, bridge_name: input.bridge_name, mac, resources_created: [input.bridge_name] };
    }`,
  },
};

describe.each(Object.entries(broken))('a dominant allele that %s', (_name, { kind, source }) => {
  test('is rolled back, and the fallback answers the same input', async () => {
    const repository = await genomeRepository();
    const good = repository.expressed('bridge_create')[0]!;
    const bad = repository.allele('bridge_create', source);
    repository.expressDigests('bridge_create', [bad, good]);
    const organism = inProcess(repository);
    const report = await organism.run('bridge_create', input);

    expect(report.ok).toBe(true);
    const [step] = report.steps;
    expect(step?.allele).toBe(good);
    expect(step?.attempts.map(({ allele, outcome, error }) => [allele, outcome, error?.kind])).toEqual([
      [bad, 'gene-failure', kind],
      [good, 'ok', undefined],
    ]);
    expect(step?.attempts[0]?.rolledBack).toEqual({ proven: true, differences: [] });

    // Only what the fallback did is there, as if the other had never run.
    const alone = await genomeRepository();
    const undisturbed = inProcess(alone);
    await undisturbed.run('bridge_create', input);
    expect(canonicalJson(await organism.kernel.snapshot())).toBe(canonicalJson(await undisturbed.kernel.snapshot()));

    expect(organism.tally('bridge_create', bad)).toMatchObject({ outcomes: { 'gene-failure': 1 }, unfinished: 0 });
    expect(organism.tally('bridge_create', bad)?.observations.convergence.good).toBe(0);
    expect(organism.tally('bridge_create', good)).toMatchObject({
      outcomes: { ok: 1, 'gene-failure': 0 },
      observations: { immediate: { good: 1, bad: 0 }, convergence: { good: 1, bad: 0 } },
    });
    expect(report.mutation.state).toBe('captured');
  });

  test('leaves the world as it was when there is no fallback, and a case to replay', async () => {
    const repository = await genomeRepository();
    repository.express('bridge_create', [source]);
    const organism = inProcess(repository);
    const before = canonicalJson(await organism.kernel.snapshot());
    const report = await organism.run('bridge_create', input);

    expect(report).toMatchObject({ ok: false, rolledBack: true, rollback: { proven: true }, changes: [] });
    expect(report.failure).toMatchObject({ kind: 'gene-failure', locus: 'bridge_create' });
    expect(canonicalJson(await organism.kernel.snapshot())).toBe(before);
    expect(organism.cases).toHaveLength(1);
    expect(organism.cases[0]?.value).toMatchObject({ locus: 'bridge_create', input: { bridge_name: 'br0' } });
    expect(report.mutation).toEqual({ state: 'captured', case: 'case-1' });
  });
});

test('every intent of a run has its outcome in the ledger', async () => {
  const repository = await genomeRepository();
  const organism = inProcess(repository);
  await organism.run('provision_management_bridge', input);
  const attempts = (type: string) =>
    organism.records.flatMap((record) => (record.t === type && 'attempt' in record ? [record.attempt] : []));
  expect(attempts('intent').length).toBeGreaterThan(0);
  expect(attempts('outcome').sort()).toEqual(attempts('intent').sort());
});

test('the same failure is the same case, however often it happens', async () => {
  const repository = await genomeRepository();
  repository.express('bridge_create', [broken['throws after half its work']!.source]);
  const organism = inProcess(repository);
  await organism.run('bridge_create', input);
  await organism.run('bridge_create', input);
  expect(organism.cases).toHaveLength(2);
  expect(canonicalJson(organism.cases[0]!.value)).toBe(canonicalJson(organism.cases[1]!.value));
});
