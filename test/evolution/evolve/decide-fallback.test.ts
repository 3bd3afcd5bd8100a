import { expect, test } from 'vitest';
import { runArena } from '../../../src/arena/arena.ts';
import type { Evidence } from '../../../src/arena/evidence.ts';
import { verifyDecision } from '../../../src/evolution/evolve/verify-decision.ts';
import { locusLog } from '../../../src/organism/history/locus-log.ts';
import { compiler } from '../../helpers/arena.ts';
import { ArenaFixture, locus } from './arena-fixture.ts';

const fixture = new ArenaFixture();
const arena = { workers: 1, compiler };

/** So severe that no budget proves anybody better: then the same allele has only passed. */
async function passed(): Promise<void> {
  await fixture.measured();
  await fixture.edit('phenotypes/default.toml', '[policy]\n', '[policy]\nalpha = 1e-100\n');
  fixture.commitAll('severe');
  const { better: candidate, root: start } = fixture;
  await runArena({ start, locus, phenotype: 'default', candidate, cases: [], save: true, version: 'test', ...arena });
  fixture.commitAll('evidence');
}

const passing = (evidence: Evidence): Evidence => ({
  ...evidence,
  verdict: { result: 'passed', stage: null, reason: 'Every gate holds.' },
  competition: {
    ...evidence.competition!,
    ...{ wins: 1, losses: 0, pairs: 2, ties: 1, m: '1.5000', reverse: '0.5000', decision: 'inconclusive' },
  },
});

test('what passed and was not proven better is measured once more and stands behind all others', async () => {
  await passed();
  const { idle, better, evidenceFile } = fixture;
  const { wins } = (await fixture.evidence()).competition!;
  expect(wins).toBeGreaterThan(20);
  const outcome = await fixture.decide(locus, { arena });
  expect(outcome).toMatchObject({
    action: 'fallback',
    dominant: idle,
    rival: better,
    source: 'arena',
    wins,
    losses: 0,
  });
  expect(outcome.commit).toBe(fixture.head());
  expect(fixture.trailers()).toMatchObject({
    'Sg-Allele': better,
    'Sg-Fallback': '2',
    'Sg-Wins': `${wins}`,
    'Sg-Arena': expect.stringContaining(evidenceFile) as string,
  });
  expect(await fixture.get('phenotypes/default.toml')).toMatch(
    new RegExp(`dominant = "${idle}"\nfallback = \\[\n  "[0-9a-f]{64}".*\n  "${better}",\n\\]`),
  );
  const log = await locusLog(fixture.root, { locus, phenotype: 'default', ref: 'HEAD', limit: 1 });
  expect(log.events).toMatchObject([{ kinds: ['fallback'], fallback: [{ allele: better, place: 2 }] }]);
  expect(await verifyDecision(fixture.root, 'HEAD', { remake: arena })).toMatchObject({
    action: 'fallback',
    person: false,
    remade: true,
  });
  const head = fixture.head();
  expect(await fixture.decide(locus, { arena })).toMatchObject({ action: 'none' });
  await fixture.edit('phenotypes/default.toml', `  "${better}",\n`, '');
  fixture.commitAll('a person takes it out');
  const again = await fixture.decide(locus, { arena });
  expect(again).toMatchObject({ action: 'none', rival: better });
  expect(again.reason).toContain('it was expressed here before and taken out');
  expect(fixture.git('rev-parse', 'HEAD~1').trim()).toBe(head);
}, 300_000);

test('evidence that somebody wrote puts nothing anywhere', async () => {
  await fixture.measured();
  await fixture.rebase(passing);
  expect(await fixture.told()).toMatchObject({ action: 'fallback', wins: 1 });
  const head = fixture.head();
  const outcome = await fixture.decide(locus, { arena });
  expect(outcome).toMatchObject({ action: 'none', commit: null });
  expect(outcome.reason).toContain('does not find what its evidence says');
  expect(fixture.head()).toBe(head);
});

const counts: readonly (readonly [string, (competition: NonNullable<Evidence['competition']>) => object, RegExp])[] = [
  ['one world less', () => ({ pairs: 3 }), /do not add up/],
  ['a loss', () => ({ ties: 0, losses: 1, m: '0.5000', reverse: '0.5000' }), /its numbers/],
  ['an open question', () => ({ open: 1 }), /a person has to say/],
];

test('numbers that do not give a pass do not count; who was right nowhere stays in the pool', async () => {
  await fixture.measured();
  for (const [what, change, reason] of counts) {
    await fixture.rebase((evidence) => {
      const { competition, ...rest } = passing(evidence);
      return { ...rest, competition: { ...competition!, ...change(competition!) } };
    });
    const outcome = await fixture.told();
    expect(outcome, what).toMatchObject({ action: 'none', rival: fixture.better });
    expect(outcome.reason, what).toMatch(reason);
    fixture.git('reset', '--quiet', '--hard', 'HEAD~1');
  }
  await fixture.rebase((evidence) => {
    const { competition, ...rest } = passing(evidence);
    return { ...rest, competition: { ...competition!, wins: 0, ties: 2, m: '1.0000', reverse: '1.0000' } };
  });
  expect(await fixture.told()).toMatchObject({ action: 'none', rival: null });
});

test.each([
  ['none', 'fallback'],
  ['low', 'fallback'],
  ['medium', 'fallback'],
  ['high', 'propose'],
  ['critical', 'propose'],
])('at risk %s: %s', async (risk, action) => {
  await fixture.measured();
  await fixture.edit(`contracts/genes/${locus}.sg`, /risk \w+/, `risk ${risk}`).catch(() => undefined);
  await fixture.rebase(passing);
  expect(await fixture.told()).toMatchObject({ action, rival: fixture.better });
});

test('a stack of four to fall back on is full', async () => {
  await fixture.measured();
  const others = await Promise.all(
    [1, 2, 3, 4].map((n) => fixture.born(locus, `export default async () => { throw new Error('${n}'); };\n`)),
  );
  const dominant = `dominant = "${fixture.idle}"\nfallback = [`;
  await fixture.edit(
    'phenotypes/default.toml',
    dominant,
    `${dominant}\n${others.map((sha) => `  "${sha}",`).join('\n')}`,
  );
  fixture.commitAll('four');
  await fixture.rebase(passing);
  expect((await fixture.told()).reason).toContain('the stack is full with');
});
