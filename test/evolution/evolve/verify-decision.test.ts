import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { verifyDecision } from '../../../src/evolution/evolve/verify-decision.ts';
import type { IntegrityError } from '../../../src/errors/integrity-error.ts';
import { EvolveFixture } from './evolve-fixture.ts';

const fixture = new EvolveFixture();
const locus = 'bridge_create';

async function promoted(): Promise<void> {
  await fixture.genome();
  fixture.rescues(locus, { right: fixture.seed(locus, 1), wrong: fixture.seed(locus, 0), count: 10 });
  expect(await fixture.decide(locus)).toMatchObject({ action: 'promote' });
}

/** The last commit with another message, as someone would forge it. */
function reworded(from: string | RegExp, to: string): void {
  const message = fixture.git('log', '-1', '--format=%B');
  const forged = message.replace(from, to);
  expect(forged).not.toBe(message);
  recommitted(forged);
}

function recommitted(message: string): void {
  writeFileSync(path.join(fixture.root, '.git', 'forged'), message);
  fixture.git('commit', '--quiet', '--amend', '--file=.git/forged');
}

/** What differs, by name. */
async function differences(commit = 'HEAD'): Promise<readonly string[]> {
  const error = await verifyDecision(fixture.root, commit).then(
    () => undefined,
    (thrown: unknown) => thrown as IntegrityError,
  );
  expect(error).toMatchObject({ code: 'decision-not-verified', exitStatus: 3 });
  return (error!.details as { differences: { what: string }[] }).differences.map(({ what }) => what);
}

test('a decision comes out the same, also when much has happened since', async () => {
  await promoted();
  const commit = fixture.head();
  expect(await verifyDecision(fixture.root, 'HEAD')).toMatchObject({ commit, locus, action: 'promote' });
  const [old, young] = [fixture.seed(locus, 0), fixture.seed(locus, 1)];
  fixture.rescues(locus, { right: old, wrong: young, count: 60 });
  expect(await fixture.decide(locus)).toMatchObject({ action: 'demote' });
  expect(await verifyDecision(fixture.root, 'HEAD')).toMatchObject({ action: 'demote', locus });
  expect(await verifyDecision(fixture.root, 'HEAD~1')).toMatchObject({ commit });
});

test('the files of the ledger are not needed: git is enough', async () => {
  await promoted();
  fixture.git('clone', '--quiet', '.', 'copy');
  const copy = path.join(fixture.root, 'copy');
  expect(await verifyDecision(copy, 'HEAD')).toMatchObject({ action: 'promote' });
});

const forgeries: readonly (readonly [string, RegExp, string, readonly string[]])[] = [
  ['wins', /Sg-Wins: 10/, 'Sg-Wins: 11', ['Sg-Wins']],
  ['losses', /Sg-Losses: 0/, 'Sg-Losses: 1', ['Sg-Losses']],
  ['evidence', /M=186.0909/, 'M=186.0910', ['Sg-Evidence']],
  ['alpha', /alpha=0.05/, 'alpha=0.5', ['Sg-Evidence']],
  ['challenger', /challenger=2/, 'challenger=1', ['Sg-Evidence']],
  ['allele', /Sg-Allele: [0-9a-f]{64}/, `Sg-Allele: ${'a'.repeat(64)}`, ['Sg-Allele']],
  ['reason', /Sg-Reason: .*/, 'Sg-Reason: because I say so', ['Sg-Reason']],
  ['a trailer taken away', /Sg-Losses: 0\n/, '', ['Sg-Losses']],
  ['a trailer too many', /Sg-Wins: 10/, 'Sg-Wins: 10\nSg-Wins: 12', ['Sg-Wins']],
  ['hosts', /for=1 against=0 of=1 needed=1/, 'for=3 against=0 of=3 needed=2', ['Sg-Hosts']],
  ['hosts taken away', /Sg-Hosts: .*\n/, '', ['Sg-Hosts']],
  ['own record', /own=10/, 'own=11', ['Sg-Evidence']],
  ['locus', /Sg-Locus: \S+/, 'Sg-Locus: bridge_uplink', ['decision']],
  ['locus of nobody', /Sg-Locus: \S+/, 'Sg-Locus: ../../etc', ['decision']],
  ['phenotype', /Sg-Phenotype: \S+/, 'Sg-Phenotype: edge', ['unknown-phenotype']],
  ['two loci', /Sg-Locus: \S+/, 'Sg-Locus: a\nSg-Locus: b', ['trailers']],
  ['ledger of nobody', /Sg-Ledger: \S+/, 'Sg-Ledger: main@HEAD', ['trailers']],
];

test('a forged commit is found out, whatever was forged', async () => {
  await promoted();
  const truth = fixture.git('log', '-1', '--format=%B');
  const found: Record<string, readonly string[]> = {};
  for (const [what, from, to] of forgeries) {
    reworded(from, to);
    found[what] = await differences();
    recommitted(truth);
  }
  expect(found).toEqual(Object.fromEntries(forgeries.map(([what, , , expected]) => [what, expected])));
  expect(await verifyDecision(fixture.root, 'HEAD')).toMatchObject({ action: 'promote' });
});

test('a ledger commit that is not there, or not of that branch, does not count', async () => {
  await promoted();
  const message = fixture.git('log', '-1', '--format=%B');
  const ledger = fixture.git('rev-parse', 'fitness/lab-1').trim();
  reworded(ledger, 'b'.repeat(40));
  expect(await differences()).toEqual(['ledger fitness/lab-1', 'git-object-missing']);
  reworded('b'.repeat(40), fixture.git('rev-parse', 'HEAD~1').trim());
  expect(await differences()).toEqual(['ledger fitness/lab-1', 'fitness-branch-damaged']);
  recommitted(message);
  expect(await verifyDecision(fixture.root, 'HEAD')).toMatchObject({ action: 'promote' });
  fixture.git('branch', '-D', 'fitness/lab-1');
  expect(await differences()).toEqual(['ledger fitness/lab-1']);
});

test('an allele that evidence is not for, expressed under a true message, is found out', async () => {
  await promoted();
  const [next, third] = [fixture.seed(locus, 1), fixture.seed(locus, 2)];
  await fixture.edit('phenotypes/default.toml', `dominant = "${next}"`, `dominant = "${third}"`);
  fixture.git('commit', '--quiet', '--amend', '--all', '--no-edit');
  expect(await differences()).toEqual(['phenotypes/default.toml']);
});

test('a change that rides along is found out', async () => {
  await promoted();
  await fixture.put('README.md', 'another genome\n');
  await fixture.put('contracts/genes/extra.sg', 'smuggled\n');
  fixture.git('add', 'README.md', 'contracts');
  fixture.git('commit', '--quiet', '--amend', '--no-edit');
  expect(await differences()).toEqual(['README.md', 'contracts/genes/extra.sg']);
});

test('a merge is no decision', async () => {
  await promoted();
  const message = fixture.git('log', '-1', '--format=%B');
  fixture.git('checkout', '--quiet', '-b', 'side', 'HEAD~1');
  await fixture.put('README.md', 'side\n');
  fixture.commitAll();
  writeFileSync(path.join(fixture.root, '.git', 'forged'), message);
  fixture.git('merge', '--quiet', '--no-ff', '--file=.git/forged', 'main');
  expect(await differences()).toEqual(['parents']);
});

test('a commit that claims no evidence is the wrong one to ask about', async () => {
  await fixture.genome();
  await fixture.change('promote', locus, fixture.seed(locus, 1));
  await expect(verifyDecision(fixture.root, 'HEAD')).rejects.toMatchObject({ code: 'no-decision', exitStatus: 2 });
  await expect(verifyDecision(fixture.root, 'nowhere')).rejects.toMatchObject({ code: 'unknown-ref' });
});
