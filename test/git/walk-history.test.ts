import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openObjects } from '../../src/git/object-store.ts';
import { findRepository } from '../../src/git/repository.ts';
import { resolveRevision } from '../../src/git/resolve-revision.ts';
import { walkHistory } from '../../src/git/walk-history.ts';
import { GitFixture } from './git-fixture.ts';

const fixture = new GitFixture();

test('walks all of history, each commit once, children first', async () => {
  const repository = await fixture.branched();
  const seen: string[] = [];
  for await (const { commit: each, parents, shallow } of walkHistory(
    repository,
    await openObjects(repository),
    await resolveRevision(repository, 'HEAD'),
  )) {
    expect(each.parents.some((oid) => seen.includes(oid))).toBe(false);
    expect(parents.map(({ oid }) => oid)).toEqual(each.parents);
    expect(shallow).toBe(false);
    seen.push(each.oid);
  }
  expect([...seen].sort()).toEqual(fixture.git('rev-list', 'HEAD').trim().split('\n').sort());
});

test('ends where a shallow clone ends, and says so', async () => {
  await fixture.branched();
  fixture.git('clone', '-q', '--depth', '1', `file://${fixture.root}`, 'clone');
  const clone = await findRepository(join(fixture.root, 'clone'));
  const steps: boolean[] = [];
  for await (const { parents, shallow } of walkHistory(
    clone,
    await openObjects(clone),
    await resolveRevision(clone, 'HEAD'),
  )) {
    expect(parents).toEqual([]);
    steps.push(shallow);
  }
  expect(steps).toEqual([true]);
});
