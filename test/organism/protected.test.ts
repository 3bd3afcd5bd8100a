import { describe, expect, it } from 'vitest';
import { MockKernel } from '../../src/kernel/mock/mock-kernel.ts';
import { defaultWorld } from '../../src/kernel/mock/default-world.ts';
import type { World } from '../../src/kernel/mock/world-schema.ts';
import { canonicalJson } from '../../src/model/canonical-json.ts';
import { guardedKernel } from '../../src/organism/run/guarded-kernel.ts';
import type { Hardware } from '../../src/phenotype/schema.ts';
import { genomeRepository } from '../helpers/genome-repository.ts';
import { inProcess, type InProcess } from '../helpers/run-in-process.ts';

async function organism(
  hardware: Partial<Hardware>,
  sources: readonly string[] = [],
  world: World = defaultWorld(),
): Promise<InProcess> {
  const repository = await genomeRepository();
  if (sources.length > 0) repository.express('bridge_create', [...sources]);
  return inProcess(
    repository,
    guardedKernel(MockKernel.open({ world }), { nic: [], protected: [], allow: [], ...hardware }),
  );
}

/** Does what it should with what is named. */
const careless = `export default async function execute(input, kernel) {
  await kernel.createBridge(input.bridge_name, { ports: input.interfaces });
  for (const name of input.interfaces) await kernel.setUp(name, true);
  const { mac } = await kernel.link(input.bridge_name);
  return { success: true, bridge_name: input.bridge_name, mac, resources_created: [input.bridge_name] };
}`;

const idle = `export default async function execute(input) {
  return { success: false, refusal: 'interface is protected' };
}`;

describe('the interface a host is reached through', () => {
  it('is refused as a port by whatever allele runs, and nobody pays for it', async () => {
    const host = await organism({});
    const before = canonicalJson(await host.kernel.snapshot());
    const report = await host.run('bridge_create', { bridge_name: 'br0', interfaces: ['eth1', 'eth0'] });
    expect(report).toMatchObject({ ok: false, failure: { kind: 'refused' } });
    const [step] = report.steps;
    expect(step).toMatchObject({ outcome: 'refused', refusal: 'interface is protected' });
    expect(step?.attempts[0]?.error?.message).toContain('eth0 carries the default route');
    expect(host.tally('bridge_create', step?.allele ?? '')).toMatchObject({
      observations: { immediate: { good: 0, bad: 0 } },
      outcomes: { refused: 1 },
    });
    expect(canonicalJson(await host.kernel.snapshot())).toBe(before);
  });

  it.each([
    ['the seed, which is refused its very first operation', []],
    [
      'one that throws on half its work',
      [
        `export default async function execute(input, kernel) {
  await kernel.createBridge(input.bridge_name, {});
  for (const name of input.interfaces) await kernel.attachPort(input.bridge_name, name);
  throw new Error('not reached');
}`,
      ],
    ],
  ])('does not make a failure of %s', async (_what, sources) => {
    const host = await organism({}, sources);
    const before = canonicalJson(await host.kernel.snapshot());
    const report = await host.run('bridge_create', { bridge_name: 'br0', interfaces: ['eth0', 'eth1'] });
    expect(report).toMatchObject({ ok: false, failure: { kind: 'refused' } });
    const [step] = report.steps;
    expect(step).toMatchObject({ outcome: 'refused', refusal: 'interface is protected', attempts: [{}] });
    expect(step?.attempts).toHaveLength(1);
    expect(step?.attempts[0]?.error?.message).toContain('eth0 carries the default route');
    expect(host.cases).toEqual([]);
    expect(canonicalJson(await host.kernel.snapshot())).toBe(before);
  });

  it('may be taken where the phenotype allows it; the work is undone when the gateway falls silent', async () => {
    const host = await organism({ allow: ['eth0'] }, [careless, idle]);
    const before = canonicalJson(await host.kernel.snapshot());
    const report = await host.run('bridge_create', { bridge_name: 'br0', interfaces: ['eth0'] });
    expect(report.steps[0]?.attempts).toMatchObject([
      {
        outcome: 'gene-failure',
        error: {
          kind: 'baseline-lost',
          message:
            'What keeps this host reachable was lost: the default route leads through eth0, which belongs to br0 now.',
        },
        rolledBack: { proven: true },
      },
      { outcome: 'refused' },
    ]);
    expect(canonicalJson(await host.kernel.snapshot())).toBe(before);
  });

  it('a pathway is undone as a whole', async () => {
    const host = await organism({ allow: ['eth0'] });
    const before = canonicalJson(await host.kernel.snapshot());
    const input = { bridge_name: 'br0', interfaces: ['eth0'], stp_enabled: false };
    const report = await host.run('provision_management_bridge', input);
    expect(report).toMatchObject({ ok: false });
    expect(report.failure?.message).toContain('leads through eth0, which belongs to br0 now');
    expect(canonicalJson(await host.kernel.snapshot())).toBe(before);
  });

  it('an address the phenotype lists counts as well', async () => {
    const world = defaultWorld();
    const host = await organism({ reachability: ['198.51.100.1'] }, [careless], {
      ...world,
      addresses: [...world.addresses, { device: 'eth1', address: '198.51.100.9', prefixLength: 24, family: 'inet' }],
      wire: {
        ...world.wire,
        hosts: [
          ...world.wire.hosts,
          { address: '198.51.100.1', mac: '52:54:00:ff:00:02', behind: 'eth1', vlan: null, talks: null },
        ],
      },
    });
    const report = await host.run('bridge_create', { bridge_name: 'br0', interfaces: ['eth1'] });
    expect(report.steps[0]?.attempts[0]?.error).toMatchObject({ kind: 'baseline-lost' });
    expect(report).toMatchObject({ ok: false, rolledBack: true });
  });

  it("a cable pulled in the window is nobody's failure", async () => {
    const world = defaultWorld();
    const at = world.clock + 10;
    const reboots: World = {
      ...world,
      schedule: [{ at, does: { kind: 'cable', device: 'eth0', present: false } }],
    };
    const pulled = await organism({}, [careless], reboots);
    const held = await pulled.run('bridge_create', { bridge_name: 'br0', interfaces: ['eth1'] }, { wait: true });
    expect(held).toMatchObject({ ok: true });
  });
});
