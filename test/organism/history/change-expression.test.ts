import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ExpressionRequest } from '../../../src/organism/history/change-expression.ts';
import { locusLog } from '../../../src/organism/history/locus-log.ts';
import { HistoryFixture } from './history-fixture.ts';

const fixture = new HistoryFixture();
const locus = 'bridge_create';

function trailers(): Readonly<Record<string, string>> {
  const lines = fixture.git('log', '-1', '--format=%(trailers:only,unfold)').trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.split(': ', 2) as [string, string]));
}

test('promotes by one commit that git can tell the story from', async () => {
  await fixture.genome();
  const [old, next] = [fixture.seed(locus, 0), fixture.seed(locus, 1)];
  const before = fixture.head();
  const result = await fixture.change('promote', locus, next.slice(0, 10), { reason: 'quiet in\nthe lab' });
  expect(result).toMatchObject({ changed: true, allele: next, commit: fixture.head() });
  expect(result.after).toEqual({ dominant: next, fallback: [old], deprecated: [] });
  expect(fixture.git('rev-parse', 'HEAD~1').trim()).toBe(before);
  expect(trailers()).toEqual({
    'Sg-Phenotype': 'default',
    'Sg-Locus': locus,
    'Sg-Allele': next,
    'Sg-Replaces': old,
    'Sg-Reason': 'quiet in the lab',
    'Sg-By-Hand': 'yes',
  });
  const blame = fixture.git('blame', '-l', '-s', 'phenotypes/default.toml').split('\n');
  expect(blame.find((line) => line.includes(`dominant = "${next}"`))?.startsWith(fixture.head())).toBe(true);
  expect(blame.find((line) => line.includes('people write here'))).not.toContain(fixture.head());
  expect(fixture.git('show', '--format=', '--name-only').trim()).toBe('phenotypes/default.toml');
  expect(fixture.status()).toBe('');
  fixture.git('fsck', '--strict');
});

test('promoting the dominant and demoting a deprecated one change nothing', async () => {
  await fixture.genome();
  await fixture.change('demote', locus, fixture.seed(locus, 1));
  const head = fixture.head();
  expect(await fixture.change('promote', locus, fixture.seed(locus, 0))).toMatchObject({
    changed: false,
    commit: null,
  });
  expect(await fixture.change('demote', locus, fixture.seed(locus, 1))).toMatchObject({ changed: false, commit: null });
  expect(fixture.head()).toBe(head);
});

test('promotes from the pool, and demotes the dominant in favour of the next', async () => {
  await fixture.genome();
  const [first, second, third] = [0, 1, 2].map((index) => fixture.seed(locus, index));
  await fixture.change('promote', locus, third!);
  const result = await fixture.change('demote', locus, third!, { reason: 'flaps' });
  expect(result.after).toEqual({ dominant: first, fallback: [second], deprecated: [third] });
  expect(trailers()).toMatchObject({ 'Sg-Allele': third, 'Sg-Successor': first, 'Sg-Reason': 'flaps' });
  expect(trailers()).not.toHaveProperty('Sg-Replaces');
});

test('a dry run tells and commits nothing', async () => {
  await fixture.genome();
  const head = fixture.head();
  const next = fixture.seed(locus, 2);
  const planned = await fixture.change('promote', locus, next, { dryRun: true });
  expect(planned).toMatchObject({ changed: true, dryRun: true, commit: null, after: { dominant: next } });
  expect(fixture.head()).toBe(head);
  expect(fixture.status()).toBe('');
});

test('refuses to promote what was deprecated, unless forced', async () => {
  await fixture.genome();
  const allele = fixture.seed(locus, 1);
  await fixture.change('demote', locus, allele);
  const refused = fixture.change('promote', locus, allele);
  await expect(refused).rejects.toMatchObject({
    code: 'allele-deprecated',
    hint: expect.stringContaining('--force') as string,
  });
  const back = await fixture.change('promote', locus, allele, { force: true });
  expect(back.after).toMatchObject({ dominant: allele, deprecated: [] });
});

test('expresses an allele of the pool as one to fall back on, at the place that is asked for', async () => {
  await fixture.genome();
  const [first, second, third] = [0, 1, 2].map((index) => fixture.seed(locus, index));
  const last = await fixture.change('fallback', locus, third!, { reason: 'let hosts try it' });
  expect(last).toMatchObject({ changed: true, commit: fixture.head() });
  expect(last.after).toEqual({ dominant: first, fallback: [second, third], deprecated: [] });
  expect(fixture.git('log', '-1', '--format=%s')).toBe(`${locus}: fall back on ${third!.slice(0, 12)}\n`);
  expect(trailers()).toEqual({
    'Sg-Phenotype': 'default',
    'Sg-Locus': locus,
    'Sg-Allele': third,
    'Sg-Fallback': '2',
    'Sg-Reason': 'let hosts try it',
    'Sg-By-Hand': 'yes',
  });
  expect(fixture.git('diff', '-U0', 'HEAD~1').match(/^[+-] .*/gm)).toEqual([`+  "${third}",`]);
  for (const at of [undefined, 2]) {
    expect(await fixture.change('fallback', locus, third!, at === undefined ? {} : { at })).toMatchObject({
      changed: false,
      commit: null,
    });
  }
  const moved = await fixture.change('fallback', locus, third!, { at: 1 });
  expect(moved.after).toEqual({ dominant: first, fallback: [third, second], deprecated: [] });
  const log = await locusLog(fixture.root, { locus, phenotype: 'default', ref: 'HEAD', limit: 2 });
  expect(log.events.map(({ kinds, reason }) => [kinds, reason])).toEqual([
    [['reordered'], 'because'],
    [['fallback'], 'let hosts try it'],
  ]);
});

test('refuses to fall back on the dominant, on what was deprecated, and at a place there is not', async () => {
  await fixture.genome();
  const [first, second, third] = [0, 1, 2].map((index) => fixture.seed(locus, index));
  const head = fixture.head();
  const refused: readonly (readonly [string, string, Partial<ExpressionRequest>])[] = [
    ['allele-dominant', first!, {}],
    ['no-such-place', third!, { at: 3 }],
    ['no-such-place', second!, { at: 2 }],
    ['unknown-allele', 'ffffffff', {}],
    ['unknown-locus', third!, { locus: 'bridge_creat' }],
    ['unknown-phenotype', third!, { phenotype: 'defaul' }],
  ];
  for (const [code, allele, options] of refused) {
    await expect(fixture.change('fallback', locus, allele, options)).rejects.toMatchObject({ code });
  }
  const dry = await fixture.change('fallback', locus, third!, { at: 1, dryRun: true });
  expect(dry).toMatchObject({ changed: true, commit: null, after: { fallback: [third, second] } });
  expect(fixture.head()).toBe(head);
  await fixture.change('demote', locus, second!);
  await expect(fixture.change('fallback', locus, second!)).rejects.toMatchObject({ code: 'allele-deprecated' });
  const back = await fixture.change('fallback', locus, second!, { force: true });
  expect(back.after).toEqual({ dominant: first, fallback: [second], deprecated: [] });
  await fixture.change('demote', locus, second!);
  await fixture.change('demote', locus, first!, { force: true });
  await expect(fixture.change('fallback', locus, third!)).rejects.toMatchObject({ code: 'locus-not-expressed' });
});

test('refuses to leave a locus without an allele, unless forced, and names who would miss it', async () => {
  await fixture.genome();
  await fixture.put(
    'contracts/pathways/provision_management_bridge.sg',
    readFileSync(join(import.meta.dirname, '../../../contracts/pathways/provision_management_bridge.sg'), 'utf8'),
  );
  fixture.commitAll();
  await fixture.change('demote', locus, fixture.seed(locus, 1));
  const head = fixture.head();
  await expect(fixture.change('demote', locus, fixture.seed(locus, 0))).rejects.toMatchObject({
    code: 'last-expressed-allele',
    message: expect.stringContaining('provision_management_bridge could not run') as string,
  });
  expect(fixture.head()).toBe(head);
  const forced = await fixture.change('demote', locus, fixture.seed(locus, 0), { force: true });
  expect(forced.after.dominant).toBeNull();
});

test('does not promote an allele whose bytes do not check, but lets it be demoted', async () => {
  await fixture.genome();
  const allele = fixture.seed(locus, 1);
  await fixture.put(`genome/${locus}/${allele}.ts`, 'export default async () => ({ success: false });\n');
  fixture.commitAll();
  await expect(fixture.change('promote', locus, allele)).rejects.toMatchObject({
    code: 'allele-digest-mismatch',
    exitStatus: 3,
  });
  fixture.git('rm', '-q', `genome/${locus}/${allele}.ts`);
  fixture.commitAll();
  expect((await fixture.change('demote', locus, allele)).after.deprecated).toEqual([allele]);
});

test('does not promote an allele without a birth certificate', async () => {
  await fixture.genome();
  const allele = fixture.seed(locus, 2);
  fixture.git('rm', '-q', `genome/${locus}/${allele}.toml`);
  fixture.commitAll();
  await expect(fixture.change('promote', locus, allele)).rejects.toMatchObject({ code: 'certificate-missing' });
});

test.each([
  ['unknown-allele', { sha: 'ffffffff' }],
  ['invalid-digest-prefix', { sha: '../x' }],
  ['unknown-locus', { locus: 'bridge_creat' }],
  ['unknown-phenotype', { phenotype: 'defaul' }],
  ['invalid-reason', { reason: ' \n' }],
  ['invalid-reason', { reason: 'x'.repeat(1001) }],
])('refuses with %s', async (code, options) => {
  await fixture.genome();
  for (const action of ['promote', 'demote'] as const) {
    const change = fixture.change(action, locus, fixture.seed(locus, 1), options);
    await expect(change).rejects.toMatchObject({ code });
  }
});

test('demotes only what is expressed', async () => {
  await fixture.genome();
  await expect(fixture.change('demote', locus, fixture.seed(locus, 2))).rejects.toMatchObject({
    code: 'allele-not-expressed',
  });
});

test('an allele that is only on disk, and not committed, is unknown', async () => {
  await fixture.genome();
  const allele = fixture.seed(locus, 2);
  fixture.git('rm', '-q', '--cached', `genome/${locus}/${allele}.ts`);
  fixture.git('commit', '-q', '-m', 'not committed any more');
  await expect(fixture.change('promote', locus, allele)).rejects.toMatchObject({ code: 'unknown-allele' });
});

test('does not commit over what somebody is writing, nor beside a branch', async () => {
  await fixture.genome();
  const file = join(fixture.root, 'phenotypes/default.toml');
  const committed = readFileSync(file, 'utf8');
  writeFileSync(file, `${committed}# mine\n`);
  const promote = (): Promise<unknown> => fixture.change('promote', locus, fixture.seed(locus, 1));
  await expect(promote()).rejects.toMatchObject({ code: 'uncommitted-changes' });
  expect(readFileSync(file, 'utf8')).toContain('# mine');
  writeFileSync(file, committed);
  fixture.git('checkout', '-q', '--detach');
  await expect(promote()).rejects.toMatchObject({ code: 'detached-head' });
});

test('a repository without commits is told apart', async () => {
  await fixture.repository();
  await expect(fixture.change('promote', locus, 'abcd')).rejects.toMatchObject({ code: 'no-commits' });
});

test('a reason cannot forge a trailer', async () => {
  await fixture.genome();
  await fixture.change('promote', locus, fixture.seed(locus, 1), { reason: 'x\n\nSg-Locus: vlan_create' });
  expect(fixture.git('log', '-1', '--format=%(trailers:key=Sg-Locus,valueonly)').trim()).toBe(locus);
});
