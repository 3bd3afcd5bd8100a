import { expect, test } from 'vitest';
import { resolveRevision } from '../../src/git/resolve-revision.ts';
import { GitFixture } from './git-fixture.ts';

const fixture = new GitFixture();

test('names commits as git rev-parse does', async () => {
  const repository = await fixture.branched();
  fixture.git('tag', '-a', '-m', 'v', 'v1', 'HEAD~1');
  const full = fixture.git('rev-parse', 'side').trim();
  for (const name of ['HEAD', '@', '@~1', 'main', 'main~1', 'HEAD^2', 'HEAD^^', '~1', 'HEAD^2~1', 'v1', 'v1~1', full]) {
    const asGit = name.startsWith('~') ? `HEAD${name}` : name;
    expect(await resolveRevision(repository, name), name).toBe(fixture.git('rev-parse', `${asGit}^{commit}`).trim());
  }
  expect(await resolveRevision(repository, full.slice(0, 8))).toBe(full);
  fixture.git('gc', '-q');
  expect(await resolveRevision(repository, full.slice(0, 8))).toBe(full);
  expect(await resolveRevision(repository, `${full.slice(0, 8)}^0`)).toBe(full);
});

test.each([
  ['nope', 'unknown-ref'],
  ['', 'invalid-ref-name'],
  ['abcdef12', 'unknown-ref'],
  ['HEAD~99', 'no-such-ancestor'],
  ['HEAD^9', 'no-such-ancestor'],
  ['a b', 'invalid-ref-name'],
  ['../../etc', 'invalid-ref-name'],
])('refuses %j as a commit', async (name, code) => {
  await expect(resolveRevision(await fixture.branched(), name)).rejects.toMatchObject({ code });
});
