import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { loadWorld, saveWorld } from '../../src/kernel/mock/world-file.ts';
import { readLedger } from '../../src/ledger/read-ledger.ts';
import { readLedgerState } from '../../src/ledger/read-ledger-state.ts';
import { newRunId } from '../../src/model/run-id.ts';
import { runOnKernel } from '../../src/organism/run/run-on-kernel.ts';
import type { RunReport } from '../../src/organism/run/report.ts';
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

/** Turns the kernel's clock. */
async function turn(repository: GenomeRepository, seconds: number): Promise<void> {
  const file = repository.file('.sg', 'world.json');
  const world = await loadWorld(file);
  if (world === undefined) throw new Error('no world');
  await saveWorld(file, { ...world, clock: world.clock + seconds });
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
