import { expect, test } from 'vitest';
import { worldEpoch } from '../../src/kernel/mock/default-world.ts';
import { genomeRepository } from '../helpers/genome-repository.ts';
import { inProcess } from '../helpers/run-in-process.ts';

/** A pathway whose verification asks a diagnostic that no step's own contract asks. */
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
    within 30s

  on failure:
    rollback all
`;

/** Healthy until a moment on the world's clock. */
const untilLater = (moment: number): string => `export default async function execute(input, kernel) {
  const healthy = (await kernel.now()) < ${moment};
  return { healthy, answered: 0, findings: [] };
}`;

const clockwork = `gene check_clockwork for network
  is diagnostic

  takes:
    bridge_name  string  "Bridge"

  gives:
    healthy   bool       "Whether it is"
    answered  int        "Answers"
    findings  string[]   "Nothing"

  feeds:
    bridge_create  convergence
`;

async function watchedRun(moment: number) {
  const repository = await genomeRepository();
  repository.contract('pathways', 'watched_bridge', watched);
  repository.contract('genes', 'check_clockwork', clockwork);
  repository.express('check_clockwork', [untilLater(moment)]);
  const organism = inProcess(repository);
  const report = await organism.run('watched_bridge', {});
  const bridge = organism.tally('bridge_create', repository.expressed('bridge_create')[0]!);
  const bond = organism.tally('bond_create', repository.expressed('bond_create')[0]!);
  return { report, bridge, bond };
}

test('a pathway found unhealthy later is undone, and the finding counts for the allele it feeds, not for the others', async () => {
  const { report, bridge, bond } = await watchedRun(worldEpoch + 20);
  expect(report).toMatchObject({ ok: false, rolledBack: true, failure: { kind: 'unhealthy' } });
  expect(bridge?.observations.convergence).toEqual({ good: 0, bad: 1 });
  expect(bond?.observations.convergence).toEqual({ good: 1, bad: 0 });
});

test('a pathway that holds is good news for it', async () => {
  const { report, bridge } = await watchedRun(worldEpoch + 1_000_000);
  expect(report.ok).toBe(true);
  expect(bridge?.observations.convergence).toEqual({ good: 1, bad: 0 });
});
