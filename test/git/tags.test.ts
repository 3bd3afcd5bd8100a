import { expect, test } from 'vitest';
import { resolveRevision } from '../../src/git/resolve-revision.ts';
import { createTag, listTags, readTag } from '../../src/git/tags.ts';
import { GitFixture } from './git-fixture.ts';

const fixture = new GitFixture();

test('makes annotated tags git agrees with, and reads lightweight and packed ones', async () => {
  const repository = await fixture.branched();
  const head = await resolveRevision(repository, 'HEAD');
  await createTag(repository, { name: 'sg/one', commit: head, message: 'First\n\nwith a body\n' });
  fixture.git('tag', 'sg/two', 'HEAD~1');
  fixture.git('fsck', '--strict');
  expect(fixture.git('cat-file', '-t', 'sg/one').trim()).toBe('tag');
  expect(fixture.git('tag', '-n9', '-l', 'sg/one')).toContain('First\n');
  expect(fixture.git('for-each-ref', '--format=%(taggername) %(taggeremail)', 'refs/tags/sg/one').trim()).toBe(
    'Ada Tester <ada@example.org>',
  );
  fixture.git('pack-refs', '--all');
  const [one, two] = await listTags(repository, 'sg');
  expect(one).toMatchObject({ name: 'sg/one', commit: head, note: { message: 'First\n\nwith a body\n' } });
  expect(two).toEqual({ name: 'sg/two', commit: await resolveRevision(repository, 'HEAD~1'), note: undefined });
  expect(await readTag(repository, 'sg/three')).toBeUndefined();
  await expect(createTag(repository, { name: 'sg/two', commit: head, message: 'x' })).rejects.toMatchObject({
    code: 'tag-exists',
  });
  await expect(createTag(repository, { name: 'sg', commit: head, message: 'x' })).rejects.toMatchObject({
    code: 'ref-name-conflict',
  });
  await expect(createTag(repository, { name: '../x', commit: head, message: 'x' })).rejects.toMatchObject({
    code: 'invalid-ref-name',
  });
});
