import { expect, onTestFinished, test } from 'vitest';
import { GenomeHistory, type KnownCommits } from '../../../src/dashboard/model/genome-history.ts';
import { openSwiftObjects } from '../../../src/git/swift-objects.ts';
import { locusLog } from '../../../src/organism/history/locus-log.ts';
import { DashboardFixture } from '../dashboard-fixture.ts';

const fixture = new DashboardFixture();
const loci = ['bridge_create', 'bridge_uplink'];

async function historyOf(from: string, known: KnownCommits = new Map()): Promise<GenomeHistory> {
  if (fixture.repo === undefined) throw new Error('no repository yet');
  const objects = await openSwiftObjects(fixture.repo);
  onTestFinished(() => {
    objects.close();
  });
  return new GenomeHistory({ repository: fixture.repo, objects, from, phenotype: 'default', loci, known });
}

/** Decisions on both loci, a merge, and commits that say they are about a locus and are not. */
async function eventful(): Promise<void> {
  await fixture.story();
  fixture.git('branch', 'side');
  for (const locus of loci) {
    await fixture.change('demote', locus, fixture.seed(locus, 0), { reason: 'for a while', force: true });
  }
  fixture.git('commit', '--quiet', '--allow-empty', '-m', 'talks\n\nSg-Locus: bridge_uplink');
  fixture.git('checkout', '--quiet', 'side');
  fixture.git('commit', '--quiet', '--allow-empty', '-m', 'nothing');
  fixture.git('merge', '--quiet', '--no-edit', '-');
}

test('one walk tells of each locus what a walk for it alone tells', async () => {
  await eventful();
  const history = await historyOf(fixture.head());
  for (const locus of loci) {
    const { events } = await history.part(locus, 0, 1_000);
    const alone = await locusLog(fixture.root, { locus, phenotype: 'default', ref: 'HEAD', limit: 1_000 });
    const unborn = alone.events.map((event) => ({
      ...event,
      born: event.born.map(({ allele }) => ({ allele, birth: null })),
    }));
    expect(events.length).toBeGreaterThan(2);
    expect(events).toEqual(unborn);
  }
});

test('parts together are the whole, whoever asks first, and each says whether there is more', async () => {
  await eventful();
  const whole = (await (await historyOf(fixture.head())).part('bridge_create', 0, 1_000)).events;
  const history = await historyOf(fixture.head());
  const parts = await Promise.all(whole.map((_, index) => history.part('bridge_create', index, 1)));
  expect(parts.flatMap(({ events }) => events)).toEqual(whole);
  expect(parts.map(({ more }) => more)).toEqual(whole.map((_, index) => index < whole.length - 1));
});

test('what is known of a commit is not looked for again', async () => {
  await eventful();
  const known: KnownCommits = new Map();
  const before = await (await historyOf(fixture.head(), known)).part('bridge_create', 0, 1_000);
  expect(known.size).toBe(before.commits);
  const planted = new Map([...known].map(([commit]) => [commit, new Map()] as const));
  fixture.git('commit', '--quiet', '--allow-empty', '-m', 'new\n\nSg-Locus: bridge_create');
  const { events, commits } = await (await historyOf(fixture.head(), planted)).part('bridge_create', 0, 1_000);
  expect(events.map(({ subject }) => subject)).toEqual(['new']);
  expect(commits).toBe(before.commits + 1);
});
