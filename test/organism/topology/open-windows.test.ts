import { describe, expect, it } from 'vitest';
import { worldEpoch } from '../../../src/kernel/mock/default-world.ts';
import type { AlleleTally } from '../../../src/ledger/allele-tally.ts';
import { readLedger } from '../../../src/ledger/read-ledger.ts';
import { readLedgerState } from '../../../src/ledger/read-ledger-state.ts';
import { advanceWorld, watchRound, type WatchRound } from '../../../src/organism/watch/watch-round.ts';
import { promise, states, TopologyHost } from './topology-host.ts';

const bridgeAndBond = [
  'has:',
  '  lan:',
  '    is bridge',
  '    uplink eth1',
  '  trunk:',
  '    is bond',
  '    members [eth2, eth3]',
];

/** An allele that asks the original one, and says otherwise between two moments, in seconds after the world's beginning. */
function wrongBetween(host: TopologyHost, diagnostic: string, from: number, to: number): void {
  const { repository } = host;
  const source = repository.source(diagnostic, repository.expressed(diagnostic)[0]!);
  repository.express(diagnostic, [
    `${source.replace('export default async function execute', 'async function original')}
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const found = await original(input, kernel);
  const now = await kernel.now();
  return now > ${worldEpoch + from} && now < ${worldEpoch + to} ? { ...found, healthy: false } : found;
}
`,
  ]);
}

function tally(
  host: TopologyHost,
  locus: string,
  allele = host.repository.expressed(locus)[0],
): AlleleTally | undefined {
  const { tallies } = readLedgerState(host.repository.file('.sg', 'ledger')).fold;
  return tallies.get(locus)?.get(allele ?? '');
}

async function later(host: TopologyHost, seconds: number): Promise<WatchRound> {
  const request = { start: host.repository.root, phenotype: 'default', world: undefined };
  await advanceWorld(request, seconds);
  return watchRound(request);
}

async function site(...lines: readonly string[]): Promise<TopologyHost> {
  const host = await TopologyHost.with();
  host.topology('site', ...bridgeAndBond, ...lines);
  return host;
}

describe('a deploy', () => {
  it('keeps the windows of all its resources, and its own, open at the same time', async () => {
    const host = await TopologyHost.with();
    const deployed = await host.deploy('production_server');
    expect(deployed.ok).toBe(true);
    // Its own window is 60 s; those of management, bond and VLANs are 30 s each, and ports take 20 s until they forward.
    expect(deployed.worldSeconds).toBeLessThanOrEqual(80);
    const asked = deployed.resources.flatMap(({ steps }) =>
      steps.flatMap(({ attempts }) => attempts.at(-1)?.verify ?? []),
    );
    const ends = asked.filter(({ timescale }) => timescale === 'convergence');
    expect(ends.length).toBeGreaterThan(5);
    expect([...asked, ...deployed.verify].every(({ healthy }) => healthy === true)).toBe(true);
    expect(tally(host, 'bond_create')?.observations.convergence).toEqual({ good: 1, bad: 0 });
  });

  it('in which one window does not hold undoes that resource alone, and blames who acted there alone', async () => {
    const host = await site('on failure:', '  preserve what works');
    wrongBetween(host, 'check_bond_state', 20, 1e9);
    const plan = await host.plan('site');
    const deployed = await host.deploy('site');
    expect(promise(deployed)).toEqual(promise(plan));
    expect(states(deployed)).toEqual(['lan missing', 'trunk failed']);
    expect(deployed).toMatchObject({
      ok: false,
      rolledBack: false,
      failure: { kind: 'gene-failure', locus: 'bond_create' },
    });
    expect(await host.missing('bridge lan has ports [eth1]', 'no bond trunk')).toEqual([]);
    expect(tally(host, 'bridge_create')?.observations).toMatchObject({ convergence: { good: 1, bad: 0 } });
    expect(tally(host, 'bond_create')).toMatchObject({ outcomes: { ok: 0, 'gene-failure': 1 } });
  });

  it('in which one did not hold for a while makes each resource alone, and nobody is blamed', async () => {
    const host = await site();
    wrongBetween(host, 'check_bond_state', 20, 45);
    const deployed = await host.deploy('site');
    expect(states(deployed)).toEqual(['lan missing', 'trunk missing']);
    expect(deployed.ok).toBe(true);
    const { records } = readLedger(host.repository.file('.sg', 'ledger'));
    expect(records.some(({ t }) => t === 'withdrawn')).toBe(true);
    expect(tally(host, 'bridge_create')).toMatchObject({
      attempts: 1,
      observations: { convergence: { good: 1, bad: 0 } },
    });
    expect(tally(host, 'bond_create')).toMatchObject({
      attempts: 1,
      observations: { convergence: { good: 1, bad: 0 } },
    });
  });

  it('is undone whole with `rollback all`; the ledger says so of every run, and nothing of it is looked at later', async () => {
    const host = await site('on failure:', '  rollback all');
    wrongBetween(host, 'check_bond_state', 20, 1e9);
    const before = await host.snapshot();
    const deployed = await host.deploy('site');
    expect(deployed).toMatchObject({ ok: false, rolledBack: true, rollback: { proven: true }, changes: [] });
    expect(await host.snapshot()).toEqual(before);
    const { records } = readLedger(host.repository.file('.sg', 'ledger'));
    const ends = records.filter((record) => record.t === 'end');
    expect(ends.map(({ rolledBack }) => rolledBack)).toEqual(ends.map(() => true));
    const open = records.filter((record) => record.t === 'run').length;
    expect(ends).toHaveLength(open);
    expect(await later(host, 7 * 24 * 3600)).toMatchObject({ checked: [], waiting: 0 });
  });

  it('in which a fallback has to answer makes that resource alone and carefully, the others together', async () => {
    const host = await site('  dmz:', '    is bridge', '    uplink eth9');
    const good = host.repository.expressed('bond_create')[0]!;
    const bad = host.repository.allele('bond_create', 'export default async () => { throw new Error("no"); }');
    host.repository.expressDigests('bond_create', [bad, good]);
    const plan = await host.plan('site');
    const deployed = await host.deploy('site');
    expect(promise(deployed)).toEqual(promise(plan));
    expect(states(deployed)).toEqual(['lan missing', 'trunk missing', 'dmz refused']);
    expect(deployed.resources[1]?.steps.map(({ allele }) => allele)).toEqual(expect.arrayContaining([good]));
    expect(tally(host, 'bond_create', bad)).toMatchObject({ attempts: 1, outcomes: { 'gene-failure': 1 } });
    expect(tally(host, 'bond_create', good)).toMatchObject({ attempts: 1, outcomes: { ok: 1 } });
    expect(tally(host, 'bridge_create')).toMatchObject({ outcomes: { 'gene-failure': 0 } });
  });
});

describe("what a topology's own verification finds", () => {
  const verify = ['verify:', '  check_bond_state bond_name=trunk', '  all within 200s'];

  it('at the end of its window counts for the alleles it feeds, although their own windows held', async () => {
    const host = await site(...verify);
    wrongBetween(host, 'check_bond_state', 150, 1e9);
    const deployed = await host.deploy('site');
    expect(states(deployed)).toEqual(['lan missing', 'trunk missing']);
    expect(deployed).toMatchObject({ ok: false, healthy: false, rolledBack: false, failure: { kind: 'unhealthy' } });
    expect(deployed.verify.map(({ timescale, healthy }) => [timescale, healthy])).toEqual([
      ['immediate', true],
      ['convergence', false],
    ]);
    expect(tally(host, 'bond_create')?.observations.convergence).toEqual({ good: 0, bad: 1 });
    expect(tally(host, 'bridge_create')?.observations.convergence).toEqual({ good: 1, bad: 0 });
  });

  it('is looked for later where nobody waits, and counts for them then', async () => {
    const host = await site(...verify);
    wrongBetween(host, 'check_bond_state', 150, 1e9);
    expect(await host.deploy('site', { wait: false })).toMatchObject({ ok: true, healthy: true });
    const windows = await later(host, 100);
    expect(
      windows.checked.filter(({ timescale }) => timescale === 'convergence').every(({ healthy }) => healthy === true),
    ).toBe(true);
    expect(tally(host, 'bond_create')?.observations.convergence).toEqual({ good: 1, bad: 0 });
    const whole = await later(host, 150);
    expect(whole.checked).toMatchObject([{ locus: 'bond_create', timescale: 'convergence', healthy: false }]);
    expect(tally(host, 'bond_create')?.observations.convergence).toEqual({ good: 0, bad: 1 });
  });
});
