import { expect, test } from 'vitest';
import { takeSnapshot } from '../../../src/organism/history/snapshot.ts';
import { listSnapshots } from '../../../src/organism/history/snapshots.ts';
import { HistoryFixture } from './history-fixture.ts';

const fixture = new HistoryFixture();

test('is an annotated tag on HEAD that git shows, listed beside tags made by hand', async () => {
  await fixture.genome();
  const commit = fixture.head();
  expect(await takeSnapshot(fixture.root, 'before-upgrade')).toEqual({
    name: 'before-upgrade',
    tag: 'sg/before-upgrade',
    commit,
  });
  expect(fixture.git('cat-file', '-t', 'sg/before-upgrade').trim()).toBe('tag');
  expect(fixture.git('rev-parse', 'sg/before-upgrade^{commit}').trim()).toBe(commit);
  expect(fixture.git('tag', '-n1', '-l', 'sg/*')).toContain('Snapshot before-upgrade');
  fixture.git('fsck', '--strict');
  fixture.git('tag', 'sg/zz');
  fixture.git('tag', 'v1');
  const [first, second, ...more] = await listSnapshots(fixture.root);
  expect(first).toMatchObject({ name: 'before-upgrade', commit, by: 'Ada Tester' });
  expect(first?.taken).toBe(
    new Date(fixture.git('for-each-ref', '--format=%(taggerdate:iso-strict)', 'refs/tags/sg/before-upgrade').trim())
      .toISOString()
      .replace('.000Z', 'Z'),
  );
  expect(second).toEqual({ name: 'zz', tag: 'sg/zz', commit, taken: null, by: null });
  expect(more).toEqual([]);
});

test.each(['contracts/genes/new.sg', 'genome/bridge_create/new.ts', 'phenotypes/default.toml'])(
  'refuses while %s is not as committed',
  async (path) => {
    await fixture.genome();
    await fixture.put(path, 'x');
    await expect(takeSnapshot(fixture.root, 'one')).rejects.toMatchObject({
      code: 'uncommitted-changes',
      message: expect.stringContaining(path) as string,
    });
    expect(await listSnapshots(fixture.root)).toEqual([]);
  },
);

test('does not mind what is no part of the genome', async () => {
  await fixture.genome();
  await fixture.put('README.md', 'edited\n');
  await fixture.put('.sg/world.json', '{}');
  await takeSnapshot(fixture.root, 'one');
});

test('does not take a name twice', async () => {
  await fixture.genome();
  await takeSnapshot(fixture.root, 'one');
  const tag = fixture.git('rev-parse', 'sg/one');
  await fixture.change('promote', 'bridge_create', fixture.seed('bridge_create', 1));
  await expect(takeSnapshot(fixture.root, 'one')).rejects.toMatchObject({
    code: 'snapshot-exists',
    hint: expect.stringContaining('--list') as string,
  });
  expect(fixture.git('rev-parse', 'sg/one')).toBe(tag);
});

test.each(['', 'a/b', '../x', '-d', 'a b', 'x.lock', 'a..b', 'x.', 'ü', 'a\n', 'x'.repeat(65)])(
  'refuses the name %j',
  async (name) => {
    await fixture.genome();
    await expect(takeSnapshot(fixture.root, name)).rejects.toMatchObject({ code: 'invalid-snapshot-name' });
  },
);
