import { appendFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { IntegrityError } from '../../../src/errors/integrity-error.ts';
import { KernelError } from '../../../src/errors/kernel-error.ts';
import { UsageError } from '../../../src/errors/usage-error.ts';
import type { Kernel, KernelPort, Transaction } from '../../../src/kernel/kernel.ts';
import { defaultWorld } from '../../../src/kernel/mock/default-world.ts';
import { MockKernel } from '../../../src/kernel/mock/mock-kernel.ts';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import type { Json } from '../../../src/model/json.ts';
import { genomeRepository } from '../../helpers/genome-repository.ts';
import { inProcess } from '../../helpers/run-in-process.ts';

const management = { bridge_name: 'br0', interfaces: ['eth1', 'eth2'] };

describe('the main job', () => {
  test('provisions a management bridge that a health check then finds healthy', async () => {
    const organism = inProcess(await genomeRepository());
    const report = await organism.run('provision_management_bridge', management);
    expect(report.failure).toBeUndefined();
    expect(report.ok).toBe(true);
    expect(report.steps.every(({ ok }) => ok)).toBe(true);
    expect(report.changes.map(({ path }) => path)).toContain('links.br0');
    const health = await organism.run('health_check_bridge', { bridge_name: 'br0' });
    expect(health).toMatchObject({ ok: true, healthy: true, rolledBack: false });
  });

  test('finds a missing bridge unhealthy or refuses to look, and harms no diagnostic for it', async () => {
    const organism = inProcess(await genomeRepository());
    const health = await organism.run('health_check_bridge', { bridge_name: 'br7' });
    expect(health.ok).toBe(false);
    const failures = organism.records.filter((record) => record.t === 'outcome' && record.outcome === 'gene-failure');
    expect(failures).toEqual([]);
  });

  test('composes pathways, loops and data of earlier steps', async () => {
    const organism = inProcess(await genomeRepository());
    const report = await organism.run('provision_bond', { bond_name: 'storage', members: ['eth2', 'eth3'] });
    expect(report.failure).toBeUndefined();
    expect(report.ok).toBe(true);
  });

  test('does nothing lasting and records nothing on a dry run', async () => {
    const organism = inProcess(await genomeRepository());
    const before = canonicalJson(await organism.kernel.snapshot());
    const report = await organism.run('provision_management_bridge', management, { dryRun: true });
    expect(report).toMatchObject({ ok: true, dryRun: true, rolledBack: true, changes: [] });
    expect(canonicalJson(await organism.kernel.snapshot())).toBe(before);
    expect(organism.records).toEqual([]);
  });

  test('leaves convergence unknown when it does not wait', async () => {
    const repository = await genomeRepository();
    const organism = inProcess(repository);
    await organism.run('bridge_create', management, { wait: false });
    expect(organism.tally('bridge_create', repository.expressed('bridge_create')[0]!)).toMatchObject({
      observations: { immediate: { good: 1, bad: 0 }, convergence: { good: 0, bad: 0 } },
    });
  });
});

describe('a wrong input', () => {
  const wrong: Readonly<Record<string, { readonly input: Json; readonly path: string; readonly code: string }>> = {
    'that misses a field': { input: { interfaces: [] }, path: 'bridge_name', code: 'missing' },
    'with an unknown field': { input: { ...management, colour: 'red' }, path: 'colour', code: 'unknown-field' },
    'of a wrong type': { input: { ...management, bridge_name: 7 }, path: 'bridge_name', code: 'wrong-type' },
    'with a wrong element': {
      input: { ...management, interfaces: ['eth1', 2] },
      path: 'interfaces[1]',
      code: 'wrong-type',
    },
  };
  test.each(Object.entries(wrong))('%s is refused before anything runs', async (_name, { input, path, code }) => {
    const organism = inProcess(await genomeRepository());
    const before = canonicalJson(await organism.kernel.snapshot());
    const refusal = await organism.run('bridge_create', input).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(UsageError);
    expect(refusal).toMatchObject({ code: 'invalid-input', exitStatus: 2, details: [{ path, code }] });
    expect(organism.records).toEqual([]);
    expect(canonicalJson(await organism.kernel.snapshot())).toBe(before);
  });

  test('for a target that does not exist names the nearest one', async () => {
    const organism = inProcess(await genomeRepository());
    await expect(organism.run('bridge_crate', {})).rejects.toMatchObject({
      code: 'unknown-target',
      hint: 'Did you mean "bridge_create"?',
    });
  });
});

describe('a refusal', () => {
  test('is a right answer: nothing changes, no fallback is asked, no allele is blamed', async () => {
    const repository = await genomeRepository();
    const organism = inProcess(repository);
    await organism.run('bridge_create', management);
    const before = canonicalJson(await organism.kernel.snapshot());
    const recorded = organism.records.length;
    const report = await organism.run('bridge_create', management);
    expect(report).toMatchObject({ ok: false, failure: { kind: 'refused', message: 'bridge already exists' } });
    expect(report.steps[0]?.attempts).toHaveLength(1);
    expect(report.steps[0]).toMatchObject({ outcome: 'refused', refusal: 'bridge already exists' });
    expect(canonicalJson(await organism.kernel.snapshot())).toBe(before);
    expect(organism.records.slice(recorded).filter(({ t }) => t === 'verdict')).toEqual([]);
    expect(report.mutation.state).toBe('none');
  });

  test('in the middle of a pathway undoes the steps before it', async () => {
    const organism = inProcess(await genomeRepository());
    await organism.run('bridge_create', { bridge_name: 'br1', interfaces: ['eth2'] });
    const before = canonicalJson(await organism.kernel.snapshot());
    const report = await organism.run('provision_management_bridge', management);
    expect(report).toMatchObject({ ok: false, rolledBack: true, failure: { kind: 'refused' }, changes: [] });
    expect(canonicalJson(await organism.kernel.snapshot())).toBe(before);
  });
});

describe('an allele whose bytes do not match its name', () => {
  test.each(['bridge_create', 'check_link_state'])('at %s stops the run before it begins', async (locus) => {
    const repository = await genomeRepository();
    const digest = repository.expressed(locus)[0]!;
    appendFileSync(repository.file('genome', locus, `${digest}.ts`), '\n// altered\n');
    const organism = inProcess(repository);
    const error = await organism.run('bridge_create', management).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(IntegrityError);
    expect(error).toMatchObject({ code: 'allele-digest-mismatch', exitStatus: 3 });
    expect(organism.records).toEqual([]);
  });
});

describe('a diagnostic that gives no answer', () => {
  test('undoes the work and blames nobody but itself', async () => {
    const repository = await genomeRepository();
    const acting = repository.expressed('bridge_create')[0]!;
    const [mute] = repository.express('check_link_state', ['export default async () => { throw new Error("mute"); }']);
    const organism = inProcess(repository);
    const before = canonicalJson(await organism.kernel.snapshot());
    const report = await organism.run('bridge_create', management);
    expect(report).toMatchObject({ ok: false, rolledBack: true, failure: { kind: 'verification-unknown' } });
    expect(report.steps[0]?.attempts).toHaveLength(1);
    expect(canonicalJson(await organism.kernel.snapshot())).toBe(before);
    expect(organism.tally('bridge_create', acting)).toMatchObject({
      outcomes: { 'gene-failure': 0, environment: 1 },
      observations: { immediate: { good: 0, bad: 0 }, convergence: { good: 0, bad: 0 } },
    });
    expect(organism.tally('check_link_state', mute!)).toMatchObject({ outcomes: { 'gene-failure': 1 } });
  });
});

describe('a kernel out of reach', () => {
  test('is retried with patience, then reported as the environment, and scores nothing', async () => {
    const repository = await genomeRepository();
    const deaf = unavailableKernel(Number.POSITIVE_INFINITY);
    const organism = inProcess(repository, deaf.kernel);
    const report = await organism.run('bridge_create', management);
    expect(report).toMatchObject({ ok: false, rolledBack: true, failure: { kind: 'environment' } });
    expect(report.steps[0]?.attempts.map(({ outcome }) => outcome)).toEqual([
      'environment',
      'environment',
      'environment',
    ]);
    expect(organism.records.filter(({ t }) => t === 'verdict')).toEqual([]);
  });

  test('that comes back in time does no harm', async () => {
    const organism = inProcess(await genomeRepository(), unavailableKernel(1).kernel);
    const report = await organism.run('bridge_create', management);
    expect(report.ok).toBe(true);
    expect(report.steps[0]?.attempts.map(({ outcome }) => outcome)).toEqual(['environment', 'ok']);
  });
});

/** A mock kernel whose changing port does not answer for the first `ports` attempts. */
function unavailableKernel(ports: number): { readonly kernel: Kernel } {
  const inner = MockKernel.open({ world: defaultWorld() });
  let silent = ports;
  const deafPort = (port: KernelPort): KernelPort => {
    silent -= 1;
    if (silent < 0) return port;
    const log: KernelPort['log'][number][] = [];
    return {
      operations: port.operations,
      log,
      call: (operation, args) => {
        const error = new KernelError('EUNAVAILABLE', operation, 'the bus does not answer');
        log.push({ operation, args, at: 0, result: { error: { code: error.code, message: error.message } } });
        return Promise.reject(error);
      },
    };
  };
  const deaf = (transaction: Transaction): Transaction =>
    new Proxy(transaction, {
      get: (target, key) => {
        if (key === 'port') return () => deafPort(target.port());
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  const kernel: Kernel = {
    name: inner.name,
    now: () => inner.now(),
    sleep: (seconds) => inner.sleep(seconds),
    snapshot: () => inner.snapshot(),
    observer: () => inner.observer(),
    begin: async (options) => deaf(await inner.begin(options)),
  };
  return { kernel };
}
