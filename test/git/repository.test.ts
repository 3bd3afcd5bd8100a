import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { initRepository } from '../../src/git/init-repository.ts';
import { findRepository } from '../../src/git/repository.ts';
import { readHead, resolveRef } from '../../src/git/resolve-ref.ts';
import { GitFixture } from './git-fixture.ts';

const fixture = new GitFixture();

test('is found from any folder below', async () => {
  const made = await fixture.repository({ 'a/b/c': '1' });
  expect(await findRepository(join(fixture.root, 'a/b'))).toEqual(made);
  expect(await findRepository(join(fixture.root, 'a/b/not/yet/there'))).toEqual(made);
  expect(made.gitDir).toBe(join(made.root, '.git'));
});

test('where there is none, the hint is sg init', async () => {
  await expect(findRepository(fixture.root)).rejects.toMatchObject({
    code: 'not-a-repository',
    exitStatus: 2,
    hint: expect.stringContaining('sg init') as string,
  });
});

test('a linked work tree has its own HEAD and shares the rest', async () => {
  const main = await fixture.repository({ a: '1' });
  fixture.git('worktree', 'add', '-q', '-b', 'side', 'linked');
  const linked = await findRepository(join(fixture.root, 'linked'));
  expect(linked).toEqual({
    root: join(main.root, 'linked'),
    gitDir: join(main.root, '.git/worktrees/linked'),
    commonDir: main.commonDir,
  });
  expect(await readHead(linked)).toEqual({ branch: 'refs/heads/side' });
  expect(await resolveRef(linked, 'main')).toBe(fixture.git('rev-parse', 'main').trim());
});

test('a .git file that leads nowhere is named', async () => {
  await fixture.put('.git', 'gitdir: /nowhere\n');
  await expect(findRepository(fixture.root)).rejects.toMatchObject({ code: 'broken-git-file', exitStatus: 3 });
});

test.each([
  [['--object-format=sha256'], 'has sha256 objects'],
  [['--bare'], undefined],
])('git init %j', async (args, found) => {
  fixture.git('init', '-q', ...args, found === undefined ? '.git' : '.');
  const open = findRepository(fixture.root);
  await expect(open).rejects.toMatchObject({ code: 'unsupported-repository', exitStatus: 4 });
  await expect(open).rejects.toThrow(found ?? 'is bare');
});

test.each([
  ['repositoryformatversion = 2', 'has format version 2'],
  ['repositoryformatversion = 1\n[extensions]\n\tfromthefuture = true', 'uses the extension "fromthefuture"'],
  ['repositoryformatversion = 1\n[extensions]\n\trefStorage = reftable', 'stores refs as reftable'],
])('refuses a repository with %j', async (core, found) => {
  await fixture.repository({ a: '1' });
  await writeFile(join(fixture.root, '.git/config'), `[core]\n\t${core}\n`);
  await expect(findRepository(fixture.root)).rejects.toThrow(found);
});

test('extensions that change nothing here are fine', async () => {
  await fixture.repository({ a: '1' });
  fixture.git('config', 'core.repositoryformatversion', '1');
  fixture.git('config', 'extensions.worktreeConfig', 'true');
  await expect(findRepository(fixture.root)).resolves.toBeDefined();
});

test('init makes what git takes for a sound, empty repository', async () => {
  const repository = await initRepository(join(fixture.root, 'new/deep'), { defaultBranch: 'trunk' });
  expect(repository.root.endsWith('new/deep')).toBe(true);
  expect(await readHead(repository)).toEqual({ branch: 'refs/heads/trunk' });
  expect(await resolveRef(repository, 'HEAD')).toBeUndefined();
  expect(fixture.gitIn('new/deep', 'status', '--porcelain', '--branch')).toBe('## No commits yet on trunk\n');
  fixture.gitIn('new/deep', 'fsck', '--strict');
  fixture.gitIn('new/deep', 'commit', '-q', '--allow-empty', '-m', 'by git');
});

test('init completes what a killed process began', async () => {
  await fixture.put('.git/objects/info/x', '');
  await initRepository(fixture.root);
  expect(fixture.git('status', '--porcelain', '--branch')).toBe('## No commits yet on main\n');
});

test('init leaves a repository that is there as it is', async () => {
  await fixture.repository({ a: '1' });
  fixture.git('config', 'user.name', 'kept');
  const before = await readFile(join(fixture.root, '.git/config'), 'utf8');
  await initRepository(fixture.root, { defaultBranch: 'other' });
  expect(await readFile(join(fixture.root, '.git/config'), 'utf8')).toBe(before);
  expect(fixture.git('symbolic-ref', 'HEAD')).toBe('refs/heads/main\n');
});

test('init inside another repository makes one of its own; bad branch names are refused', async () => {
  await fixture.repository({ a: '1' });
  await mkdir(join(fixture.root, 'inner'));
  const inner = await initRepository(join(fixture.root, 'inner'));
  expect(inner.root.endsWith('inner')).toBe(true);
  await expect(initRepository(join(fixture.root, 'x'), { defaultBranch: 'a..b' })).rejects.toMatchObject({
    code: 'invalid-ref-name',
  });
});
