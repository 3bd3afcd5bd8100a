import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { defaultWorld } from '../../src/kernel/mock/default-world.ts';
import { loadWorld, saveWorld } from '../../src/kernel/mock/world-file.ts';
import type { World } from '../../src/kernel/mock/world-schema.ts';
import { readLedger } from '../../src/ledger/read-ledger.ts';
import { readLedgerState } from '../../src/ledger/read-ledger-state.ts';
import { newRunId } from '../../src/model/run-id.ts';
import { runOnKernel } from '../../src/organism/run/run-on-kernel.ts';
import type { RunReport } from '../../src/organism/run/report.ts';
import { dueChecks, dueEntries } from '../../src/organism/watch/due-checks.ts';
import { watchRound } from '../../src/organism/watch/watch-round.ts';
import { withMockKernel, worldPlace } from '../../src/organism/world/mock-world.ts';
import { plainTallies } from '../helpers/plain-tallies.ts';
import { genomeRepository, type GenomeRepository } from '../helpers/genome-repository.ts';
import { recount } from './recount.ts';

function runs(repository: GenomeRepository, bridge: string): Promise<RunReport> {
  return runOnKernel({
    start: repository.root,
    phenotype: 'default',
    world: undefined,
    target: 'bridge_create',
    input: { bridge_name: bridge, interfaces: [] },
    wait: true,
    jobs: 1,
    dryRun: false,
    emit: () => undefined,
  });
}

const year = 365 * 86_400;

/** Turns the kernel's clock. */
async function turn(repository: GenomeRepository, seconds: number): Promise<void> {
  await changed(repository, (world) => ({ ...world, clock: world.clock + seconds }));
}

function turnTo(repository: GenomeRepository, clock: number): Promise<void> {
  return changed(repository, (world) => ({ ...world, clock }));
}

/** Takes the bridge away, so that it can be made anew. */
async function loses(repository: GenomeRepository): Promise<void> {
  const place = await worldPlace(repository.root, undefined);
  await withMockKernel(place, 'test', async (kernel) => {
    const transaction = await kernel.begin({ label: 'test' });
    await transaction.port().call('deleteBridge', ['br0']);
    await transaction.commit();
  });
}

async function changed(repository: GenomeRepository, change: (world: World) => World): Promise<void> {
  const file = repository.file('.sg', 'world.json');
  await saveWorld(file, change((await loadWorld(file)) ?? defaultWorld()));
}

describe('a clock that goes back between runs', () => {
  it('loses no record and doubles none: the order of lines counts, not their times', async () => {
    const repository = await genomeRepository();
    const ledger = repository.file('.sg', 'ledger');
    for (const [bridge, back] of [
      ['br0', -86_400],
      ['br1', -3600],
      ['br2', 7200],
    ] as const) {
      expect((await runs(repository, bridge)).ok).toBe(true);
      await turn(repository, back);
    }
    const { records, damaged } = readLedger(ledger);
    expect(damaged).toBe(0);
    const begun = records.flatMap((record) => (record.t === 'run' ? [record.at] : []));
    expect([...begun].sort((a, b) => a - b)).not.toEqual(begun);
    const counted = recount([`${ledger}/00000001.ledger`]);
    expect(counted).toMatchObject({ runs: 3, open: 0, strays: [] });
    const alleles = plainTallies(readLedgerState(ledger).fold.tallies).get('bridge_create');
    expect([...(alleles?.values() ?? [])][0]).toMatchObject({
      attempts: 3,
      outcomes: { ok: 3 },
      lastAt: Math.max(...records.map(({ at }) => at)),
    });
  });

  it('looks for the work of the last run, and not of one from a day that never was', async () => {
    const repository = await genomeRepository();
    await runs(repository, 'br0');
    await turn(repository, 4 * year);
    await loses(repository);
    await runs(repository, 'br0');
    await turn(repository, -4 * year);
    await loses(repository);
    const last = await runs(repository, 'br0');
    const { state } = readLedgerState(repository.file('.sg', 'ledger')).fold;
    const open = dueEntries(state).filter(({ locus }) => locus === 'bridge_create');
    expect(new Set(open.map(({ run }) => run))).toEqual(new Set([last.run]));
    const { clock = 0 } = (await loadWorld(repository.file('.sg', 'world.json'))) ?? {};
    expect(dueChecks(state, clock + 3700, 'mock').ready.map(({ run }) => run)).toEqual([last.run]);
  });

  it('believes nothing of a host that began in 1970 and got its time later', async () => {
    const repository = await genomeRepository();
    await turnTo(repository, 100);
    await runs(repository, 'br0');
    await turnTo(repository, 1_800_000_000);
    const { checked, waiting } = await watchRound({ start: repository.root, phenotype: 'default', world: undefined });
    expect({ checked, waiting }).toEqual({ checked: [], waiting: 0 });
  });

  it('gives every run a name of its own, even when the wall clock stands still or goes back', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const names = Array.from({ length: 200 }, (_, index) => {
      vi.setSystemTime(1_800_000_000_000 - 1000 * (index % 7));
      return newRunId();
    });
    expect(new Set(names).size).toBe(200);
  });
});
