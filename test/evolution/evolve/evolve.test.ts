import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { sha256 } from '../../../src/model/digest.ts';
import { EvolveFixture, rescue } from './evolve-fixture.ts';

const fixture = new EvolveFixture();
const locus = 'bridge_create';

test('evidence that is strong enough becomes one commit that tells on what it rests', async () => {
  await fixture.genome();
  const [old, next] = [fixture.seed(locus, 0), fixture.seed(locus, 1)];
  fixture.rescues(locus, { right: next, wrong: old, count: 10 });
  const before = fixture.head();
  const result = await fixture.evolve();
  const outcome = result.loci.find((one) => one.locus === locus);
  expect(outcome).toMatchObject({ action: 'promote', dominant: old, rival: next, wins: 10, losses: 0, m: '186.0909' });
  expect(outcome?.commit).toBe(fixture.head());
  expect(fixture.git('rev-parse', 'HEAD~1').trim()).toBe(before);
  const ledger = fixture.git('rev-parse', 'fitness/lab-1').trim();
  expect(result.ledger).toEqual({ branch: 'fitness/lab-1', commit: ledger });
  expect(fixture.trailers()).toEqual({
    'Sg-Phenotype': 'default',
    'Sg-Locus': locus,
    'Sg-Allele': next,
    'Sg-Replaces': old,
    'Sg-Wins': '10',
    'Sg-Losses': '0',
    'Sg-Evidence': 'M=186.0909 alpha=0.05 challenger=2 own=10/10 dominant=0/10',
    'Sg-Hosts': 'for=1 against=0 of=1 needed=1',
    'Sg-Ledger': `fitness/lab-1@${ledger}`,
    'Sg-Reason': expect.stringContaining('was right on 10 inputs') as string,
  });
  expect(fixture.git('show', '--format=', '--name-only').trim()).toBe('phenotypes/default.toml');
  expect(await fixture.get('phenotypes/default.toml')).toMatch(
    new RegExp(`dominant = "${next}"\nfallback = \\[\n  "${old}"`),
  );
  expect(fixture.git('status', '--porcelain', '--untracked-files=no')).toBe('');
  fixture.git('fsck', '--strict');
});

test('a second time there is nothing to do: no commit anywhere', async () => {
  await fixture.genome();
  fixture.rescues(locus, { right: fixture.seed(locus, 1), wrong: fixture.seed(locus, 0), count: 10 });
  await fixture.evolve();
  const refs = fixture.git('for-each-ref');
  const again = await fixture.evolve();
  expect(again.loci.map(({ action, commit }) => [action, commit])).toEqual([
    ['none', null],
    ['none', null],
  ]);
  expect(again.ledger?.commit).toBeNull();
  expect(fixture.git('for-each-ref')).toBe(refs);
});

test('what noise could do is not enough, and says how far it is', async () => {
  await fixture.genome();
  fixture.rescues(locus, { right: fixture.seed(locus, 1), wrong: fixture.seed(locus, 0), count: 9 });
  const head = fixture.head();
  expect(await fixture.decide(locus)).toMatchObject({
    action: 'none',
    wins: 9,
    reason: 'one more win would decide',
  });
  expect(fixture.head()).toBe(head);
});

test('a dominant that is mostly right is not replaced for the few times that a fallback helped out', async () => {
  await fixture.genome();
  fixture.successes(locus, fixture.seed(locus, 0), 400);
  fixture.rescues(locus, { right: fixture.seed(locus, 1), wrong: fixture.seed(locus, 0), count: 12 });
  const outcome = await fixture.decide(locus);
  expect(outcome).toMatchObject({ action: 'none', wins: 12, losses: 0 });
  expect(outcome.reason).toContain('not clearly more often right');
});

test('without a ledger there is nothing to publish and nothing to decide', async () => {
  await fixture.genome();
  const refs = fixture.git('for-each-ref');
  const result = await fixture.evolve();
  expect(result.evidence).toEqual([]);
  expect(result.loci.map(({ action }) => action)).toEqual(['none', 'none']);
  expect(fixture.git('for-each-ref')).toBe(refs);
});

test('a dry run tells the same and touches nothing', async () => {
  await fixture.genome();
  fixture.rescues(locus, { right: fixture.seed(locus, 1), wrong: fixture.seed(locus, 0), count: 10 });
  const refs = fixture.git('for-each-ref');
  expect(await fixture.decide(locus, { dryRun: true })).toMatchObject({ action: 'promote', commit: null });
  expect(fixture.git('for-each-ref')).toBe(refs);
});

test('one that was dominant before takes its place back, and the other is not tried again', async () => {
  await fixture.genome();
  const [old, young, third] = [0, 1, 2].map((index) => fixture.seed(locus, index));
  await fixture.change('promote', locus, third!);
  await fixture.change('promote', locus, young!);
  // The stack is young, third, old: the one that was there before need not be the next.
  fixture.rescues(locus, { right: old!, wrong: young!, count: 7 });
  expect(await fixture.decide(locus)).toMatchObject({ action: 'demote', dominant: young, rival: old, wins: 7 });
  expect(fixture.trailers()).toMatchObject({
    'Sg-Allele': young,
    'Sg-Successor': old,
    'Sg-Wins': '0',
    'Sg-Losses': '7',
    'Sg-Evidence': 'M=31.8750 alpha=0.05 own=7/7 dominant=0/7',
  });
  const log = fixture.git('show', 'HEAD:phenotypes/default.toml');
  expect(log).toContain(`dominant = "${old}"`);
  expect(log).toContain(`deprecated = [\n  "${young}"`);
});

test.each(['high', 'critical'])('at risk %s a promotion is only proposed, a demotion is made', async (risk) => {
  await fixture.genome();
  await fixture.edit(`contracts/genes/${locus}.sg`, /risk:?\s+\w+/, `risk ${risk}`);
  fixture.commitAll();
  const [old, young] = [fixture.seed(locus, 0), fixture.seed(locus, 1)];
  fixture.rescues(locus, { right: young, wrong: old, count: 10 });
  const head = fixture.head();
  expect(await fixture.decide(locus)).toMatchObject({ action: 'propose', rival: young, commit: null });
  expect(fixture.head()).toBe(head);
  await fixture.change('promote', locus, young);
  fixture.rescues(locus, { right: old, wrong: young, count: 40 });
  expect(await fixture.decide(locus)).toMatchObject({ action: 'demote', rival: old });
});

test('where no contract says what could go wrong, the worst is supposed', async () => {
  await fixture.genome();
  fixture.git('rm', '--quiet', `contracts/genes/${locus}.sg`);
  fixture.commitAll();
  fixture.rescues(locus, { right: fixture.seed(locus, 1), wrong: fixture.seed(locus, 0), count: 10 });
  expect(await fixture.decide(locus)).toMatchObject({ action: 'propose' });
});

test('the input that prompted an allele is not its win', async () => {
  await fixture.genome();
  const old = fixture.seed(locus, 0);
  const failure = sha256('the case');
  const source = '// a mutant\nexport default async () => ({ success: true });\n';
  const parents = { parents: [old], origin: 'mutation', generation: 1 } as const;
  const mutant = await fixture.born(locus, source, { ...parents, promptedBy: failure });
  await fixture.edit('phenotypes/default.toml', `  "${fixture.seed(locus, 1)}",`, `  "${mutant}",`);
  fixture.commitAll();
  const shown = { right: mutant, wrong: old, input: 'the one that was shown' };
  fixture.write(rescue(locus, shown));
  fixture.rescues(locus, { right: mutant, wrong: old, count: 3 });
  // Nobody here knows which input the case came from: one win may have been it.
  expect(await fixture.decide(locus)).toMatchObject({ wins: 3 });
  const known = { t: 'case', run: 'r', at: 1, locus, case: failure } as const;
  fixture.write([{ ...known, input: sha256(shown.input) }]);
  expect(await fixture.decide(locus)).toMatchObject({ wins: 3 });
});

test('a case that came from another input takes no win away', async () => {
  await fixture.genome();
  const old = fixture.seed(locus, 0);
  const source = '// a mutant\nexport default async () => ({ success: true });\n';
  const parents = { parents: [old], origin: 'mutation', generation: 1 } as const;
  const mutant = await fixture.born(locus, source, { ...parents, promptedBy: sha256('the case') });
  await fixture.edit('phenotypes/default.toml', `  "${fixture.seed(locus, 1)}",`, `  "${mutant}",`);
  fixture.commitAll();
  fixture.rescues(locus, { right: mutant, wrong: old, count: 3 });
  fixture.write([{ t: 'case', run: 'r', at: 1, locus, case: sha256('the case'), input: sha256('elsewhere') }]);
  expect(await fixture.decide(locus)).toMatchObject({ wins: 3 });
});

test('an allele whose bytes do not check is not expressed, whatever its evidence', async () => {
  await fixture.genome();
  const next = fixture.seed(locus, 1);
  await fixture.edit(`genome/${locus}/${next}.ts`, 'true', 'false');
  fixture.commitAll();
  fixture.rescues(locus, { right: next, wrong: fixture.seed(locus, 0), count: 20 });
  const outcome = await fixture.decide(locus);
  expect(outcome).toMatchObject({ action: 'none', commit: null });
  expect(outcome.reason).toContain('allele-digest-mismatch');
});

test('ledgers of several hosts add up; one that does not check is left out and named', async () => {
  await fixture.genome();
  const pair = { right: fixture.seed(locus, 1), wrong: fixture.seed(locus, 0) };
  fixture.rescues(locus, { ...pair, count: 5 });
  expect(await fixture.decide(locus, { host: 'lab-3' })).toMatchObject({ action: 'none', wins: 5 });
  rmSync(fixture.ledger, { recursive: true });
  fixture.rescues(locus, { ...pair, count: 5 });
  const two = await fixture.decide(locus, { host: 'lab-2' });
  expect(two).toMatchObject({ action: 'none', wins: 10 });
  expect(two.reason).toBe('the wins are enough, but not without those of fitness/lab-2: 2 hosts have to agree');
  rmSync(fixture.ledger, { recursive: true });
  fixture.rescues(locus, { ...pair, count: 5 });
  fixture.git('branch', 'fitness/broken', 'main');
  const result = await fixture.evolve();
  expect(result.evidence.map((name) => name.split('@')[0])).toEqual([
    'fitness/lab-1',
    'fitness/lab-2',
    'fitness/lab-3',
  ]);
  expect(result.ignored).toMatchObject([{ error: 'fitness-branch-damaged' }]);
  expect(result.loci[0]).toMatchObject({ action: 'promote', wins: 15 });
  expect(fixture.trailers()).toMatchObject({
    'Sg-Hosts': 'for=3 against=0 of=3 needed=2',
    'Sg-Reason': expect.stringMatching(/; 3 of 3 hosts agree, and it stands without any one of them$/) as string,
  });
});

test('how many hosts have to agree is for the phenotype to say', async () => {
  await fixture.genome();
  await fixture.edit('phenotypes/default.toml', '[hardware]', '[policy.hosts]\nlow = 1\n\n[hardware]');
  fixture.commitAll();
  const pair = { right: fixture.seed(locus, 1), wrong: fixture.seed(locus, 0) };
  fixture.rescues(locus, { ...pair, count: 5 });
  await fixture.evolve({ host: 'lab-2' });
  rmSync(fixture.ledger, { recursive: true });
  fixture.rescues(locus, { ...pair, count: 5 });
  expect(await fixture.decide(locus)).toMatchObject({ action: 'promote', hosts: { for: 2, of: 2, needed: 1 } });
  expect(fixture.trailers()['Sg-Reason']).toContain("by the policy one host's word may decide");
});

test('two at the same time: one commit, and both say what is so', async () => {
  await fixture.genome();
  const loci = [locus, 'bridge_uplink'];
  for (const each of loci) {
    fixture.rescues(each, { right: fixture.seed(each, 1), wrong: fixture.seed(each, 0), count: 10 });
  }
  const before = fixture.head();
  const both = await Promise.all([fixture.evolve(), fixture.evolve(), fixture.evolve()]);
  const commits = both.flatMap(({ loci: outcomes }) => outcomes.flatMap(({ commit }) => commit ?? []));
  const made = fixture.git('rev-list', `${before}..HEAD`).trim().split('\n').filter(Boolean);
  expect(made).toHaveLength(2);
  expect([...commits].sort()).toEqual([...made].sort());
  expect(new Set(made.map((oid) => fixture.trailers(oid)['Sg-Locus'])).size).toBe(made.length);
  expect(fixture.git('rev-list', '--count', 'fitness/lab-1').trim()).toBe('1');
});

test('a phenotype somebody is editing is not written over', async () => {
  await fixture.genome();
  fixture.rescues(locus, { right: fixture.seed(locus, 1), wrong: fixture.seed(locus, 0), count: 10 });
  await fixture.edit('phenotypes/default.toml', 'people write here', 'people are writing here');
  await expect(fixture.evolve()).rejects.toMatchObject({ code: 'uncommitted-changes' });
});

test.each(['', '..', 'a/b', '-x', 'x.lock', 'a b', 'é', 'x'.repeat(64)])('host name %j is refused', async (host) => {
  await expect(fixture.evolve({ host })).rejects.toMatchObject({ code: 'invalid-host-name' });
});

test('error rates are those of the phenotype', async () => {
  await fixture.genome();
  await fixture.edit('phenotypes/default.toml', '[hardware]', '[policy]\nalpha = 0.2\n\n[hardware]');
  fixture.commitAll();
  fixture.rescues(locus, { right: fixture.seed(locus, 1), wrong: fixture.seed(locus, 0), count: 8 });
  expect(await fixture.decide(locus)).toMatchObject({ action: 'promote' });
  expect(fixture.trailers()['Sg-Evidence']).toContain('alpha=0.2 challenger=2');
});

test('what is published tells no text of genes, no process and no argument', async () => {
  await fixture.genome();
  fixture.rescues(locus, { right: fixture.seed(locus, 1), wrong: fixture.seed(locus, 0), count: 1 });
  const secret = { target: 'check', arguments: { key: 'hunter2' } };
  const who = { run: 'r', attempt: 1, at: 1, locus, allele: fixture.seed(locus, 0) };
  fixture.write([
    { t: 'due', ...who, timescale: 'resilience', notBefore: 1, check: [secret] },
    { t: 'decomposed', run: 'r', at: 1, pathway: 'p', allele: fixture.seed(locus, 0), reason: 'hunter2' },
  ]);
  expect(readFileSync(path.join(fixture.ledger, '00000001.ledger'), 'utf8')).toContain('hunter2');
  await fixture.evolve();
  const files = fixture.git('ls-tree', '-r', '--name-only', 'fitness/lab-1').trim().split('\n');
  expect(files).toEqual(['0001/00000001.ledger/0001', 'cover.json']);
  const text = fixture.git('show', 'fitness/lab-1:0001/00000001.ledger/0001');
  expect(text).not.toContain('hunter2');
  expect(text).not.toContain(`"pid":${process.pid}`);
  expect(text).toContain('"error":"exception"');
});

test('a published ledger only learns: lost local files begin a new epoch beside the old one', async () => {
  await fixture.genome();
  const pair = { right: fixture.seed(locus, 1), wrong: fixture.seed(locus, 0) };
  fixture.rescues(locus, { ...pair, count: 4 });
  await fixture.evolve();
  rmSync(fixture.ledger, { recursive: true });
  expect(await fixture.decide(locus)).toMatchObject({ wins: 4 });
  fixture.rescues(locus, { ...pair, count: 3 });
  expect(await fixture.decide(locus)).toMatchObject({ wins: 7 });
  writeFileSync(path.join(fixture.ledger, '00000002.ledger'), '');
  expect(await fixture.decide(locus)).toMatchObject({ wins: 7 });
  expect(fixture.git('ls-tree', '--name-only', 'fitness/lab-1').trim().split('\n')).toEqual([
    '0001',
    '0002',
    'cover.json',
  ]);
});
