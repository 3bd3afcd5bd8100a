import { expect, test } from 'vitest';
import { evidenceText, type Evidence } from '../../../src/arena/evidence.ts';
import { verifyDecision } from '../../../src/evolution/evolve/verify-decision.ts';
import type { IntegrityError } from '../../../src/errors/integrity-error.ts';
import { sha256 } from '../../../src/model/digest.ts';
import { compiler } from '../../helpers/arena.ts';
import { ArenaFixture, locus } from './arena-fixture.ts';
import { rescue } from './evolve-fixture.ts';

const fixture = new ArenaFixture();
const arena = { workers: 1, compiler };
const numbers = { action: 'promote', wins: 8, losses: 0, m: '56.7777', source: 'arena' };
const brokenSource = `export default async function execute(): Promise<never> {
  throw new Error('no');
}
`;

test('an allele that the arena measured to be better becomes dominant, measured once more before', async () => {
  await fixture.measured();
  const { idle, better, evidenceFile } = fixture;
  expect(await fixture.decide(locus, { arena })).toMatchObject({ ...numbers, dominant: idle, rival: better });
  const file = await fixture.get(evidenceFile);
  const { pairs } = (await fixture.evidence()).competition!;
  expect(fixture.trailers()).toEqual({
    'Sg-Phenotype': 'default',
    'Sg-Locus': locus,
    'Sg-Allele': better,
    'Sg-Replaces': idle,
    'Sg-Wins': '8',
    'Sg-Losses': '0',
    'Sg-Evidence': `M=56.7777 alpha=0.05 challenger=1 source=arena pairs=${pairs}`,
    'Sg-Ledger': 'none',
    'Sg-Arena': `${evidenceFile}@${sha256(file)}`,
    'Sg-Reason': expect.stringContaining('in the arena') as string,
  });
  expect(fixture.git('show', '--format=', '--name-only').trim()).toBe('phenotypes/default.toml');
  expect(await fixture.get('phenotypes/default.toml')).toMatch(
    new RegExp(`dominant = "${better}"\nfallback = \\[\n  "${idle}"`),
  );
  expect(await verifyDecision(fixture.root, 'HEAD', { remake: arena })).toMatchObject({
    action: 'promote',
    source: 'arena',
    remade: true,
  });
  const head = fixture.head();
  expect(await fixture.decide(locus, { arena })).toMatchObject({ action: 'none', rival: null });
  expect(fixture.head()).toBe(head);
});

test('evidence that somebody wrote promotes nothing, and a commit that believed it is found out', async () => {
  await fixture.measured();
  const broken = await fixture.born(locus, brokenSource);
  await fixture.rebase((same) => same, broken);
  fixture.git('rm', '--quiet', fixture.evidenceFile);
  fixture.commitAll();
  expect(await fixture.decide(locus, { dryRun: true })).toMatchObject({ ...numbers, rival: broken, commit: null });
  const head = fixture.head();
  const outcome = await fixture.decide(locus, { arena });
  expect(outcome).toMatchObject({ action: 'none', rival: broken, commit: null });
  expect(outcome.reason).toMatch(/does not find what its evidence says: evidence-differs$/);
  expect(fixture.head()).toBe(head);
  await fixture.believe();
  expect(await verifyDecision(fixture.root, 'HEAD')).toMatchObject({ source: 'arena', remade: false });
  await expect(verifyDecision(fixture.root, 'HEAD', { remake: arena })).rejects.toMatchObject({
    code: 'decision-not-verified',
    details: { differences: [{ what: 'evidence-differs' }] },
  });
});

type Change = (evidence: Evidence) => Evidence;
type Competition = NonNullable<Evidence['competition']>;
const withBasis =
  (changes: Partial<Evidence['basis']>): Change =>
  (evidence) => ({ ...evidence, basis: { ...evidence.basis, ...changes } });
const withCompetition =
  (changes: (competition: Competition) => Partial<Competition>): Change =>
  (evidence) => ({
    ...evidence,
    competition: { ...evidence.competition!, ...changes(evidence.competition!) },
  });

const notCounting: readonly (readonly [string, Change, RegExp])[] = [
  ['a chosen seed', withBasis({ seed: { value: 'mine', nonce: null } }), /its seed was chosen/],
  [
    'a lax error rate',
    withBasis({ alpha: { promote: '0.5', demote: '0.05', challenger: 1 } }),
    /error rate for promotion/,
  ],
  ['a small budget', withBasis({ budget: { worlds: 1, faultWorlds: 4, pairs: 256 } }), /its budget for worlds is 1/],
  ['other witnesses', withBasis({ others: [] }), /others/],
  ['other contracts', withBasis({ contracts: { [locus]: sha256('laxer') } }), /contracts/],
  ['more wins than M', withCompetition(({ ties }) => ({ wins: 9, ties: ties - 1 })), /its numbers give/],
  ['more M than wins', withCompetition(() => ({ m: '99.0000' })), /its numbers give/],
  ['pairs from nowhere', withCompetition(({ pairs }) => ({ pairs: pairs + 1 })), /do not add up/],
  ['an open question', withCompetition(() => ({ open: 1 })), /a person has to say/],
  ['nobody met', (evidence) => ({ ...evidence, competition: null }), /it met nobody/],
  ['another candidate', (evidence) => ({ ...evidence, candidate: sha256('x') }), /another allele/],
  ['another locus', (evidence) => ({ ...evidence, locus: 'vlan_create' }), /another allele/],
];

test('evidence that falls short, or does not add up, does not count, and it is said why', async () => {
  await fixture.measured();
  const text = await fixture.get(fixture.evidenceFile);
  const truth = await fixture.evidence();
  for (const [what, change, reason] of notCounting) {
    await fixture.put(fixture.evidenceFile, evidenceText(change(truth)));
    fixture.commitAll();
    const outcome = await fixture.told();
    expect(outcome, what).toMatchObject({ action: 'none', rival: fixture.better, m: null });
    expect(outcome.reason, what).toMatch(reason);
  }
  for (const [bytes, code] of [
    [text.replace('{', '{ '), 'evidence-differs'],
    [text.slice(0, -9), 'evidence-invalid'],
  ] as const) {
    await fixture.put(fixture.evidenceFile, bytes);
    fixture.commitAll();
    expect((await fixture.told()).reason).toContain(code);
  }
  await fixture.put(fixture.evidenceFile, text);
  fixture.commitAll();
  expect(await fixture.told()).toMatchObject(numbers);
});

test('evidence against another dominant, or not of a better one, says nothing', async () => {
  await fixture.measured();
  const truth = await fixture.evidence();
  const others: readonly Evidence[] = [
    { ...truth, incumbent: sha256('another') },
    { ...truth, verdict: { ...truth.verdict, result: 'inconclusive' } },
  ];
  for (const evidence of others) {
    await fixture.swapEvidence(() => evidence);
    expect(await fixture.told()).toMatchObject({ action: 'none', rival: null, reason: 'no disagreement was seen' });
  }
});

test('one that is deprecated or buried is not promoted', async () => {
  await fixture.measured();
  const dominant = `dominant = "${fixture.idle}"`;
  const burial = `[[rejected]]\ndigest = "${fixture.better}"\nstage = "worlds"\nreason = "no"\ndate = 2026-01-01T00:00:00Z\n`;
  await fixture.put(`genome/${locus}/graveyard.toml`, burial);
  fixture.commitAll();
  expect((await fixture.told()).reason).toContain('it is buried, rejected at stage worlds');
  await fixture.put(`genome/${locus}/graveyard.toml`, 'what?');
  fixture.commitAll();
  expect((await fixture.told()).action).toBe('none');
  fixture.git('rm', '--quiet', `genome/${locus}/graveyard.toml`);
  await fixture.edit('phenotypes/default.toml', dominant, `${dominant}\ndeprecated = ["${fixture.better}"]`);
  fixture.commitAll();
  expect(await fixture.told()).toMatchObject({ action: 'none', rival: null });
});

test('risk decides who decides, and for cost alone it is stricter', async () => {
  await fixture.measured();
  const cheaper: Change = ({ competition, ...rest }) => ({
    ...rest,
    competition: {
      ...competition!,
      ...{ wins: 0, losses: 0, ties: competition!.pairs, m: '1.0000', reverse: '1.0000', decision: 'inconclusive' },
      cost: { ...competition!.cost, worlds: 18, wins: 9, losses: 0, decision: 'promote' },
    },
  });
  const found: Record<string, readonly string[]> = {};
  for (const risk of ['none', 'low', 'medium', 'high', 'critical']) {
    await fixture.edit(`contracts/genes/${locus}.sg`, /risk \w+/, `risk ${risk}`).catch(() => undefined);
    await fixture.rebase();
    const byRight = await fixture.told();
    const truth = await fixture.evidence();
    await fixture.swapEvidence(cheaper);
    const byCost = await fixture.told();
    expect([byRight.source, byCost.source, byCost.wins]).toEqual(['arena', 'arena-cost', 9]);
    found[risk] = [byRight.action, byCost.action];
    await fixture.swapEvidence(() => truth);
  }
  expect(found).toEqual({
    none: ['promote', 'promote'],
    low: ['promote', 'promote'],
    medium: ['promote', 'propose'],
    high: ['propose', 'propose'],
    critical: ['propose', 'propose'],
  });
});

test('what hosts saw has a veto, is never added, and goes first where it decides', async () => {
  await fixture.measured();
  await fixture.asFallback();
  const { idle, better } = fixture;
  fixture.rescues(locus, { right: better, wrong: idle, count: 5 });
  expect(await fixture.told()).toMatchObject(numbers);
  fixture.rescues(locus, { right: better, wrong: idle, count: 6 });
  expect(await fixture.told()).toMatchObject({ action: 'promote', source: 'ledger', wins: 11 });
});

test('an allele that failed on hosts where the dominant works is not promoted', async () => {
  await fixture.measured();
  await fixture.asFallback();
  const { idle, better } = fixture;
  fixture.rescues(locus, { right: idle, wrong: better, count: 4 });
  expect(await fixture.told()).toMatchObject(numbers);
  fixture.rescues(locus, { right: idle, wrong: better, count: 3 });
  const vetoed = await fixture.told();
  expect(vetoed).toMatchObject({ action: 'none', losses: 7, source: 'ledger' });
  expect(vetoed.reason).toMatch(/does not count: hosts saw it wrong on 7 inputs/);
});

test('an allele that fails on hosts clearly more often is not promoted, whoever was asked the same', async () => {
  await fixture.measured();
  const { idle, better } = fixture;
  fixture.successes(locus, idle, 40);
  for (let index = 0; index < 20; index += 1) {
    fixture.write(rescue(locus, { right: sha256('a third'), wrong: better, input: `other ${index}` }));
  }
  const outcome = await fixture.told();
  expect(outcome).toMatchObject({ action: 'none', rival: better });
  expect(outcome.reason).toContain('on hosts it fails clearly more often');
});

test('one that was dominant before is not put back by evidence that knows nothing of why it went', async () => {
  await fixture.measured();
  const { idle, better } = fixture;
  await fixture.change('promote', locus, better);
  await fixture.change('promote', locus, idle);
  const outcome = await fixture.told();
  expect(outcome).toMatchObject({ ...numbers, action: 'propose', rival: better });
  expect(outcome.reason).toContain('it was dominant here before');
});

/** What differs, by name. */
async function differences(): Promise<readonly string[]> {
  const error = await verifyDecision(fixture.root, 'HEAD').then(
    () => undefined,
    (thrown: unknown) => thrown as IntegrityError,
  );
  expect(error).toMatchObject({ code: 'decision-not-verified', exitStatus: 3 });
  return (error!.details as { differences: { what: string }[] }).differences.map(({ what }) => what);
}

function recommitted(message: string): void {
  fixture.git('commit', '--quiet', '--amend', `--message=${message}`);
}

const forgeries: readonly (readonly [string, RegExp, string, readonly string[]])[] = [
  ['wins', /Sg-Wins: 8/, 'Sg-Wins: 9', ['Sg-Wins']],
  ['evidence', /M=56.7777/, 'M=56.7778', ['Sg-Evidence']],
  ['alpha', /alpha=0.05/, 'alpha=0.01', ['Sg-Evidence']],
  ['source', /source=arena/, 'source=arena-cost', ['Sg-Evidence']],
  ['digest of the file', /evidence.json@\w{8}/, 'evidence.json@00000000', ['Sg-Arena']],
  ['path of the file', /Sg-Arena: genome/, 'Sg-Arena: ../genome', ['Sg-Arena']],
  ['file left out', /Sg-Arena: .*\n/, '', ['Sg-Arena']],
  ['ledgers left out', /Sg-Ledger: .*\n/, '', ['trailers']],
];

test('git alone verifies it for ever; forged trailers do not check', async () => {
  await fixture.measured();
  await fixture.believe();
  const truth = fixture.git('log', '-1', '--format=%B').trimEnd();
  const found: Record<string, readonly string[]> = {};
  for (const [what, from, to] of forgeries) {
    recommitted(truth.replace(from, to));
    found[what] = await differences();
  }
  expect(found).toEqual(Object.fromEntries(forgeries.map(([what, , , expected]) => [what, expected])));
  recommitted(truth);
  const commit = fixture.head();
  await fixture.swapEvidence(withCompetition(() => ({ m: '99.0000' })));
  fixture.git('rm', '--quiet', fixture.evidenceFile);
  fixture.commitAll();
  expect(await verifyDecision(fixture.root, commit)).toMatchObject({ source: 'arena', remade: false });
});

test('a decision on evidence that does not count is none, and evidence that rides along is found out', async () => {
  await fixture.measured();
  await fixture.believe();
  const message = fixture.git('log', '-1', '--format=%B').trimEnd();
  const phenotype = await fixture.get('phenotypes/default.toml');
  await fixture.put(
    fixture.evidenceFile,
    evidenceText(withCompetition(() => ({ m: '99.0000' }))(await fixture.evidence())),
  );
  fixture.git('commit', '--quiet', '--all', '--amend', '--no-edit');
  expect(await differences()).toEqual([fixture.evidenceFile]);
  for (const change of [
    withBasis({ seed: { value: 'mine', nonce: null } }),
    withBasis({ alpha: { promote: '0.5', demote: '0.05', challenger: 1 } }),
    (evidence: Evidence) => ({ ...evidence, incumbent: sha256('another') }),
  ]) {
    fixture.git('reset', '--quiet', '--hard', 'HEAD~1');
    await fixture.swapEvidence(change);
    await fixture.put('phenotypes/default.toml', phenotype);
    fixture.commitAll(message);
    expect(await differences()).toEqual(['decision']);
    fixture.git('reset', '--quiet', '--hard', 'HEAD~1');
  }
});
