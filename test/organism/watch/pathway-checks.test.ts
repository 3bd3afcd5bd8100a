import { describe, expect, test } from 'vitest';
import { worldEpoch } from '../../../src/kernel/mock/default-world.ts';
import { readLedgerState } from '../../../src/ledger/read-ledger-state.ts';
import { withMockKernel, worldPlace } from '../../../src/organism/world/mock-world.ts';
import { advanceWorld, watchRound, type WatchRound } from '../../../src/organism/watch/watch-round.ts';
import type { GenomeRepository } from '../../helpers/genome-repository.ts';
import { fusedSource, fusionRepository, plantFused, runs } from '../fusion/fusion-repository.ts';

/** Its verification asks what no step's own contract asks, and holds longer than theirs. */
const watched = `pathway watched_bridge for network
  risk low

  steps:
    1. bridge_create
         bridge_name = br0
         interfaces = [eth1]
    2. bond_create
         bond_name = bond0
         mode = active-backup
         members = [eth2, eth3]

  verify:
    check_clockwork bridge_name=br0
    within 60s

  on failure:
    rollback all
`;

const clockwork = `gene check_clockwork for network
  is diagnostic

  takes:
    bridge_name  string  "Bridge"

  gives:
    healthy   bool  "Whether it is"

  feeds:
    bridge_create  convergence
`;

/** The pathway above on a host of its own; its diagnostic is content until that many seconds have passed. */
async function watchedHost(contentFor: number): Promise<GenomeRepository> {
  return fusionRepository((made) => {
    made.contract('pathways', 'watched_bridge', watched);
    made.contract('genes', 'check_clockwork', clockwork);
    made.express('check_clockwork', [
      `export default async function execute(input, kernel) {
  return { healthy: (await kernel.now()) < ${worldEpoch + contentFor} };
}
`,
    ]);
  });
}

async function later(repository: GenomeRepository, seconds: number): Promise<WatchRound> {
  const request = { start: repository.root, phenotype: 'default', world: undefined };
  await advanceWorld(request, seconds);
  return watchRound(request);
}

function convergence(repository: GenomeRepository, locus: string, allele = repository.expressed(locus)[0]): unknown {
  const { tallies } = readLedgerState(repository.file('.sg', 'ledger')).fold;
  return tallies.get(locus)?.get(allele ?? '')?.observations.convergence;
}

describe("what a pathway's verification was not waited for", () => {
  test('is asked when it falls due, together with what its steps left, and credited to the allele it feeds', async () => {
    const repository = await watchedHost(50);
    expect((await runs(repository, 'watched_bridge', {})).ok).toBe(true);
    expect(await later(repository, 29)).toMatchObject({ checked: [] });
    const steps = await later(repository, 2);
    expect(steps.checked.map(({ locus, healthy }) => [locus, healthy])).toEqual([
      ['bridge_create', true],
      ['bond_create', true],
    ]);
    const whole = await later(repository, 30);
    expect(whole.checked).toMatchObject([
      { locus: 'bridge_create', healthy: false, before: true, checks: [{ check: 'check_clockwork' }] },
    ]);
    expect(convergence(repository, 'bridge_create')).toEqual({ good: 0, bad: 1 });
    expect(convergence(repository, 'bond_create')).toEqual({ good: 1, bad: 0 });
    expect((await later(repository, 60)).checked).toEqual([]);
  });

  test('and what both find counts once, when both are looked at late', async () => {
    const repository = await watchedHost(1e9);
    await runs(repository, 'watched_bridge', {});
    const round = await later(repository, 300);
    expect(round.checked.map(({ locus, checks }) => [locus, checks.map(({ check }) => check)])).toEqual([
      ['bond_create', ['check_bond_state']],
      ['bridge_create', ['check_link_state', 'check_clockwork']],
    ]);
    expect(convergence(repository, 'bridge_create')).toEqual({ good: 1, bad: 0 });
  });

  test('does not make good what the end of an earlier window showed', async () => {
    const repository = await watchedHost(1e9);
    await runs(repository, 'watched_bridge', {});
    await withMockKernel(await worldPlace(repository.root, undefined), 'by hand', async (kernel) => {
      const transaction = await kernel.begin({ label: 'by hand' });
      await transaction.port().call('setUp', ['br0', false]);
      await transaction.commit();
    });
    const early = await later(repository, 31);
    expect(early.checked.find(({ locus }) => locus === 'bridge_create')).toMatchObject({ healthy: false });
    const whole = await later(repository, 30);
    expect(whole.checked).toMatchObject([{ locus: 'bridge_create', healthy: false, checks: [{ healthy: true }] }]);
    expect(convergence(repository, 'bridge_create')).toEqual({ good: 0, bad: 1 });
  });

  test('is left of a fused pathway as well, and credited to its fused allele', async () => {
    const repository = await watchedHost(50);
    const allele = await plantFused(repository, 'watched_bridge', await fusedSource(repository, 'watched_bridge'));
    expect((await runs(repository, 'watched_bridge', {})).fusion?.state).toBe('fused');
    expect((await later(repository, 31)).checked).toEqual([]);
    expect((await later(repository, 30)).checked).toMatchObject([{ locus: 'watched_bridge', allele, healthy: false }]);
    expect(convergence(repository, 'watched_bridge', allele)).toEqual({ good: 0, bad: 1 });
    expect(convergence(repository, 'bridge_create')).toBeUndefined();
  });
});
