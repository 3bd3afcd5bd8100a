import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { initRepository } from '../../src/git/init-repository.ts';
import { listRefs } from '../../src/git/list-refs.ts';
import { isRefName } from '../../src/git/ref-name.ts';
import { readHead, resolveRef } from '../../src/git/resolve-ref.ts';
import { GitFixture } from './git-fixture.ts';

const fixture = new GitFixture();

test('agrees with git on which names are refs', () => {
  const piece = fc.constantFrom(
    'a',
    'B',
    '0',
    '-',
    '_',
    '.',
    '..',
    '/',
    '@',
    '{',
    '@{',
    '.lock',
    ' ',
    '~',
    '^',
    ':',
    '?',
    '*',
    '[',
    '\\',
    'ü',
    '\t',
  );
  const samples = fc.sample(
    fc.array(piece, { minLength: 1, maxLength: 7 }).map((parts) => `refs/${parts.join('')}`),
    100,
  );
  const disagreements = samples.filter((name) => isRefName(name) !== gitAccepts(name));
  expect(disagreements).toEqual([]);
  expect(samples.some(isRefName)).toBe(true);
});

function gitAccepts(name: string): boolean {
  try {
    execFileSync('git', ['check-ref-format', name], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.each(['loose', 'packed', 'packed and then moved on'])('%s refs resolve by short and full name', async (how) => {
  const repository = await fixture.repository({ a: '1' });
  fixture.git('tag', '-a', '-m', 'annotated', 'v1');
  fixture.git('branch', 'phenotype/default');
  fixture.git('update-ref', 'refs/remotes/origin/fitness/host', 'HEAD');
  if (how !== 'loose') fixture.git('pack-refs', '--all');
  if (how === 'packed and then moved on') fixture.git('commit', '-q', '--allow-empty', '-m', 'second');
  for (const name of ['HEAD', 'main', 'refs/heads/main', 'phenotype/default', 'v1', 'origin/fitness/host']) {
    expect(await resolveRef(repository, name)).toBe(fixture.git('rev-parse', name).trim());
  }
  expect(await resolveRef(repository, 'nothing')).toBeUndefined();
  expect((await listRefs(repository, 'refs/heads')).map(({ name }) => name)).toEqual([
    'refs/heads/main',
    'refs/heads/phenotype/default',
  ]);
  expect(await listRefs(repository, 'refs/remotes/origin/fitness')).toHaveLength(1);
  expect(await listRefs(repository, 'refs/nothing')).toEqual([]);
});

test('symbolic refs are followed, but not for ever', async () => {
  const repository = await fixture.repository({ a: '1' });
  fixture.git('symbolic-ref', 'refs/heads/alias', 'refs/heads/main');
  expect(await resolveRef(repository, 'alias')).toBe(fixture.git('rev-parse', 'main').trim());
  fixture.git('symbolic-ref', 'refs/heads/ring', 'refs/heads/ring2');
  fixture.git('symbolic-ref', 'refs/heads/ring2', 'refs/heads/ring');
  await expect(resolveRef(repository, 'ring')).rejects.toMatchObject({ code: 'broken-ref', exitStatus: 3 });
});

test('a detached HEAD and a damaged ref', async () => {
  const repository = await fixture.repository({ a: '1' });
  const commit = fixture.git('rev-parse', 'HEAD').trim();
  fixture.git('checkout', '-q', '--detach');
  expect(await readHead(repository)).toEqual({ detached: commit });
  expect(await resolveRef(repository, 'HEAD')).toBe(commit);
  await writeFile(join(fixture.root, '.git/refs/heads/main'), 'garbage\n');
  await expect(resolveRef(repository, 'main')).rejects.toMatchObject({ code: 'broken-ref' });
});

test.each(['../../etc/passwd', 'a b', '-x', '', 'refs/heads/../../config'])(
  'the name %j never becomes a path',
  async (name) => {
    const repository = await initRepository(fixture.root);
    await expect(resolveRef(repository, name)).rejects.toMatchObject({ code: 'invalid-ref-name', exitStatus: 2 });
  },
);
