import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import { readLedgerState } from '../../../src/ledger/read-ledger-state.ts';
import type { LedgerRecord } from '../../../src/ledger/record.ts';
import { observedKernel, withMockKernel, worldPlace } from '../../../src/organism/world/mock-world.ts';
import { dormantOrganism, withOrganism } from '../../../src/organism/open-organism.ts';
import type { RunReport } from '../../../src/organism/run/report.ts';
import { runOnKernel } from '../../../src/organism/run/run-on-kernel.ts';
import { prepareRun, run } from '../../../src/organism/run/run.ts';
import { convergenceDue, resilienceDue, type Creditor } from '../../../src/organism/watch/due-records.ts';
import { watchLoop } from '../../../src/organism/watch/watch-loop.ts';
import { advanceWorld, watchRound, type WatchRequest } from '../../../src/organism/watch/watch-round.ts';
import { openWorkspace } from '../../../src/organism/workspace.ts';
import { genomeRepository, type GenomeRepository } from '../../helpers/genome-repository.ts';

const input = { bridge_name: 'br0', interfaces: ['eth1'] };

/** Makes br0 and leaves the given checks, as a run does that leaves verifications for later. */
async function makeBridge(
  repository: GenomeRepository,
  checks: (who: Creditor) => readonly LedgerRecord[],
): Promise<void> {
  const workspace = await openWorkspace(repository.root);
  const dormant = await dormantOrganism(workspace, 'default');
  const prepared = await prepareRun(dormant, 'bridge_create', input);
  const place = await worldPlace(repository.root, undefined);
  const report = await withMockKernel(place, 'test', (kernel) =>
    withOrganism(workspace, dormant, kernel, (organism) => {
      const journal = {
        flush: () => {
          organism.journal.flush();
        },
        add: (record: LedgerRecord) => {
          // Only the test's own checks, whatever the run leaves by itself.
          if (record.t !== 'due') organism.journal.add(record);
          if (record.t !== 'outcome' || record.locus !== 'bridge_create' || record.outcome !== 'ok') return;
          for (const due of checks(record)) organism.journal.add(due);
        },
      };
      const how = { wait: false, dryRun: false, jobs: 1, emit: () => undefined };
      const keepCase = (): Promise<string> => Promise.resolve('');
      return run({ ...organism, journal }, prepared, { target: 'bridge_create', input, ...how, keepCase });
    }),
  );
  expect(report.ok).toBe(true);
}

function creditor({ run, attempt, at, locus, allele }: Creditor): Creditor {
  return { run, attempt, at, locus, allele };
}

async function resilience(repository: GenomeRepository): Promise<(who: Creditor) => readonly LedgerRecord[]> {
  const { contracts } = await dormantOrganism(await openWorkspace(repository.root), 'default');
  return (who) => resilienceDue(contracts, creditor(who), input);
}

/** Takes the bridge away behind everybody's back. */
async function breakBridge(repository: GenomeRepository): Promise<void> {
  await withMockKernel(await worldPlace(repository.root, undefined), 'test', async (kernel) => {
    const transaction = await kernel.begin({ label: 'test' });
    await transaction.port().call('deleteBridge', ['br0']);
    await transaction.commit();
  });
}

function observations(repository: GenomeRepository): unknown {
  const { tallies } = readLedgerState(repository.file('.sg', 'ledger')).fold;
  return tallies.get('bridge_create')?.get(repository.expressed('bridge_create')[0]!)?.observations;
}

function request(repository: GenomeRepository): WatchRequest {
  return { start: repository.root, phenotype: 'default', world: undefined };
}

const hour = 3600;

describe('watch', () => {
  test('asks what fell due, credits the allele that acted, and asks no answered check again', async () => {
    const repository = await genomeRepository();
    await makeBridge(repository, await resilience(repository));
    expect(await watchRound(request(repository))).toMatchObject({ ok: true, checked: [], waiting: 4 });

    await advanceWorld(request(repository), hour);
    const [acted] = repository.expressed('bridge_create');
    const first = await watchRound(request(repository));
    expect(first).toMatchObject({ ok: true, waiting: 3 });
    expect(first.checked).toMatchObject([
      { locus: 'bridge_create', allele: acted, timescale: 'resilience', healthy: true, before: null },
    ]);
    expect(observations(repository)).toMatchObject({ resilience: { good: 1, bad: 0 } });
    expect((await watchRound(request(repository))).checked).toEqual([]);
  });

  test('lets a later bad verdict take the place of the good one', async () => {
    const repository = await genomeRepository();
    await makeBridge(repository, await resilience(repository));
    await advanceWorld(request(repository), hour);
    await watchRound(request(repository));
    await breakBridge(repository);
    await advanceWorld(request(repository), 24 * hour);
    const round = await watchRound(request(repository));
    expect(round).toMatchObject({ ok: false, checked: [{ healthy: false, before: true }], waiting: 1 });
    expect(observations(repository)).toMatchObject({
      immediate: { good: 1, bad: 0 },
      resilience: { good: 0, bad: 1 },
    });
  });

  test('finds the convergence that a run did not wait for', async () => {
    const repository = await genomeRepository();
    const check = [{ target: 'check_link_state', arguments: { device: 'br0', require_carrier: false } }];
    await makeBridge(repository, (who) => convergenceDue(creditor(who), 30, check));
    await advanceWorld(request(repository), 29);
    expect((await watchRound(request(repository))).checked).toEqual([]);
    await advanceWorld(request(repository), 1);
    expect((await watchRound(request(repository))).checked).toMatchObject([
      { timescale: 'convergence', healthy: true },
    ]);
    expect(observations(repository)).toMatchObject({ convergence: { good: 1, bad: 0 } });
  });

  test('changes nothing in the world', async () => {
    const repository = await genomeRepository();
    await makeBridge(repository, await resilience(repository));
    await advanceWorld(request(repository), 24 * hour);
    const world = async (): Promise<string> => {
      const kernel = await observedKernel(await worldPlace(repository.root, undefined));
      return `${await kernel.now()} ${canonicalJson(await kernel.snapshot())}`;
    };
    const before = await world();
    expect((await watchRound(request(repository))).checked).toHaveLength(1);
    expect(await world()).toBe(before);
  });

  test('leaves a check due to which nobody has an answer, and blames no one', async () => {
    const repository = await genomeRepository();
    const check = [{ target: 'check_no_more', arguments: {} }];
    await makeBridge(repository, (who) => convergenceDue(creditor(who), 1, check));
    await advanceWorld(request(repository), 1);
    for (let times = 0; times < 2; times += 1) {
      expect(await watchRound(request(repository))).toMatchObject({ ok: true, checked: [{ healthy: null }] });
    }
    expect(observations(repository)).toMatchObject({ convergence: { good: 0, bad: 0 } });
  });

  test('ends its loop when it is told to', async () => {
    const repository = await genomeRepository();
    await makeBridge(repository, await resilience(repository));
    const ending = new AbortController();
    let rounds = 0;
    await watchLoop(request(repository), {
      intervalMs: 1,
      signal: ending.signal,
      report: () => {
        rounds += 1;
        if (rounds === 3) ending.abort();
      },
    });
    expect(rounds).toBe(3);
  });
});

test('a run leaves its own checks: convergence it did not wait for, and resilience', async () => {
  const repository = await genomeRepository();
  const run = (wait: boolean, name: string): Promise<RunReport> =>
    runOnKernel({
      ...{ start: repository.root, phenotype: 'default', world: undefined, target: 'bridge_create' },
      ...{ input: { bridge_name: name, interfaces: [] }, wait, dryRun: false, jobs: 1 },
      emit: () => undefined,
    });
  const left = (): readonly string[] => {
    const { due } = readLedgerState(repository.file('.sg', 'ledger')).fold.state;
    return [...due.values()].flat().map(({ timescale }) => timescale);
  };
  expect((await run(true, 'br1')).ok).toBe(true);
  expect(left()).toEqual(Array.from({ length: 4 }, () => 'resilience'));
  expect((await run(false, 'br2')).ok).toBe(true);
  expect(left().filter((timescale) => timescale === 'convergence')).toHaveLength(1);
  // A refused run did nothing that could be looked at.
  expect((await run(false, 'br2')).ok).toBe(false);
  expect(left()).toHaveLength(9);
  await advanceWorld(request(repository), 60);
  expect(await watchRound(request(repository))).toMatchObject({
    ok: true,
    checked: [{ timescale: 'convergence', healthy: true, before: null }],
  });
});
