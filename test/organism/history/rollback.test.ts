import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diffGenome } from '../../../src/organism/history/diff.ts';
import { rollBack, type RollbackResult } from '../../../src/organism/history/rollback.ts';
import { takeSnapshot } from '../../../src/organism/history/snapshot.ts';
import { HistoryFixture } from './history-fixture.ts';

const fixture = new HistoryFixture();
const locus = 'bridge_create';

function back(options: { readonly dryRun?: boolean; readonly reason?: string } = {}): Promise<RollbackResult> {
  return rollBack(fixture.root, { name: 'one', dryRun: false, ...options });
}

/** A snapshot, and a life after it: an allele is born and promoted, contracts and phenotypes come and change. */
async function livedOn(): Promise<string> {
  await fixture.genome();
  await fixture.put(`genome/${locus}/contract.d.ts`, '// as generated then\n');
  fixture.commitAll('declarations');
  await takeSnapshot(fixture.root, 'one');
  const mutant = await fixture.born(locus, '// mutant\n');
  await fixture.change('promote', locus, mutant);
  await fixture.change('demote', locus, fixture.seed(locus, 1));
  await fixture.edit(`contracts/genes/${locus}.sg`, /risk \w+/, 'risk critical');
  await fixture.put(`genome/${locus}/contract.d.ts`, '// as generated now\n');
  await fixture.put('genome/bridge_uplink/contract.d.ts', '// of a contract that stays\n');
  await fixture.put('phenotypes/edge.toml', 'name = "edge"\n');
  rmSync(join(fixture.root, 'contracts/genes/check_link_state.sg'));
  fixture.commitAll('more');
  return mutant;
}

test('contracts and phenotypes are as in the snapshot, by a new commit, and nothing born since is lost', async () => {
  const mutant = await livedOn();
  const before = fixture.head();
  const pool = fixture.git('ls-tree', '-r', '--name-only', 'HEAD', 'genome');
  const result = await back({ reason: 'bridges lost their uplink' });
  expect(result).toMatchObject({ changed: true, commit: fixture.head() });
  expect(fixture.git('diff', '--stat', 'sg/one', 'HEAD', '--', 'contracts', 'phenotypes')).toBe('');
  expect(fixture.git('ls-tree', '-r', '--name-only', 'HEAD', 'genome')).toBe(pool);
  expect(existsSync(join(fixture.root, `genome/${locus}/${mutant}.ts`))).toBe(true);
  expect(await fixture.get(`genome/${locus}/contract.d.ts`)).toBe('// as generated then\n');
  expect(await fixture.get('genome/bridge_uplink/contract.d.ts')).toBe('// of a contract that stays\n');
  expect(fixture.git('rev-parse', 'HEAD~1').trim()).toBe(before);
  expect(fixture.git('log', '-1', '--format=%(trailers:only,unfold)').trim().split('\n')).toEqual([
    `Sg-Rollback: sg/one@${fixture.git('rev-parse', 'sg/one^{commit}').trim()}`,
    'Sg-Reason: bridges lost their uplink',
  ]);
  expect(fixture.git('log', '-1', '--format=%b')).toContain(`- default: ${locus} ${mutant.slice(0, 12)} to `);
  expect(fixture.status()).toBe('');
  fixture.git('fsck', '--strict');
});

test('a second rollback changes nothing', async () => {
  await livedOn();
  await back();
  const head = fixture.head();
  expect(await back()).toMatchObject({ changed: false, commit: null, files: [] });
  expect(fixture.head()).toBe(head);
});

test('a dry run shows the difference that the rollback then makes', async () => {
  await livedOn();
  const head = fixture.head();
  const planned = await back({ dryRun: true });
  expect(planned).toMatchObject({ changed: true, dryRun: true, commit: null });
  expect(fixture.head()).toBe(head);
  expect(fixture.status()).toBe('');
  const done = await back();
  expect(done.diff).toEqual(planned.diff);
  expect(await diffGenome(fixture.root, `${head}..HEAD`)).toMatchObject({ ...planned.diff });
});

test('an allele the snapshot expresses comes back where it is gone or altered', async () => {
  await fixture.genome();
  await takeSnapshot(fixture.root, 'one');
  const [first, second, third] = [0, 1, 2].map((index) => `genome/${locus}/${fixture.seed(locus, index)}.ts`);
  await fixture.change('promote', locus, fixture.seed(locus, 2));
  await fixture.change('demote', locus, fixture.seed(locus, 0));
  fixture.git('rm', '-q', first!, third!);
  await fixture.put(second!, 'export default "evil";\n');
  fixture.commitAll();
  const result = await back();
  expect(result.files).toEqual([first, second, 'phenotypes/default.toml'].sort());
  expect(fixture.git('diff', '--stat', 'sg/one', 'HEAD', '--', first!, second!, 'phenotypes')).toBe('');
  expect(existsSync(join(fixture.root, third!))).toBe(false);
});

test('does not go back to alleles that do not check', async () => {
  await fixture.genome();
  await fixture.put(`genome/${locus}/${fixture.seed(locus, 0)}.ts`, 'export default "evil";\n');
  fixture.commitAll();
  await takeSnapshot(fixture.root, 'one');
  await fixture.put('phenotypes/edge.toml', 'name = "edge"\n');
  const head = fixture.commitAll();
  await expect(back()).rejects.toMatchObject({ code: 'allele-digest-mismatch', exitStatus: 3 });
  expect(fixture.head()).toBe(head);
});

test('does not write over uncommitted work', async () => {
  await livedOn();
  await fixture.edit('phenotypes/default.toml', '# people write here', '# somebody writes here');
  const head = fixture.head();
  await expect(back()).rejects.toMatchObject({ code: 'uncommitted-changes' });
  expect(fixture.head()).toBe(head);
  expect(await fixture.get('phenotypes/default.toml')).toContain('# somebody writes here');
});

test('an unknown snapshot is named, with the one that may be meant', async () => {
  await fixture.genome();
  await expect(back()).rejects.toMatchObject({ code: 'unknown-snapshot' });
  await takeSnapshot(fixture.root, 'ones');
  await expect(back()).rejects.toMatchObject({ hint: 'Did you mean "ones"?' });
});
