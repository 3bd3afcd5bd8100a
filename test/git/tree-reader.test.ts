import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitTree } from '../../src/git/commit-tree.ts';
import type { TreeReader } from '../../src/git/tree-reader.ts';
import { workTree } from '../../src/git/work-tree.ts';
import { GitFixture } from './git-fixture.ts';

const fixture = new GitFixture();

async function populate(): Promise<void> {
  await fixture.put('genome/x/one.ts', 'one\n');
  await fixture.put('genome/x/two.ts', 'two\n');
  await fixture.put('contracts/a.sg', 'gene a\n');
  await fixture.put('big', 'x'.repeat(4 * 1024 * 1024 + 1));
  await symlink('one.ts', join(fixture.root, 'genome/x/link.ts'));
  await symlink('genome', join(fixture.root, 'linked'));
}

const readers: readonly (readonly [string, () => Promise<TreeReader>])[] = [
  ['work tree', () => Promise.resolve(workTree(fixture.root))],
  ['commit', loose],
  ['commit in a pack', () => packed('gc', '-q')],
  ['commit in a pack with deltas and packed refs', () => packed('repack', '-adfq', '--depth=50')],
];

async function loose(): Promise<TreeReader> {
  const repository = await fixture.repository();
  fixture.git('add', '--all');
  fixture.git('commit', '-q', '-m', 'first');
  return commitTree(repository, 'main');
}

async function packed(...args: string[]): Promise<TreeReader> {
  await loose();
  fixture.git(...args);
  fixture.git('pack-refs', '--all');
  return commitTree(await fixture.repository(), 'HEAD');
}

test.each(readers)('%s: reads files and lists folders', async (_what, open) => {
  await populate();
  const tree = await open();
  expect(new TextDecoder().decode(await tree.read('genome/x/one.ts'))).toBe('one\n');
  expect(await tree.list('genome/x')).toEqual([
    { name: 'link.ts', kind: 'other' },
    { name: 'one.ts', kind: 'file' },
    { name: 'two.ts', kind: 'file' },
  ]);
  expect(await tree.list('')).toEqual([
    { name: 'big', kind: 'file' },
    { name: 'contracts', kind: 'folder' },
    { name: 'genome', kind: 'folder' },
    { name: 'linked', kind: 'other' },
  ]);
  expect(tree.description).toMatch(/^(work tree of|commit [0-9a-f]{12})/);
});

test.each(readers)('%s: what is not there is undefined or empty', async (_what, open) => {
  await populate();
  const tree = await open();
  for (const path of ['nothing', 'genome', 'genome/x/one.ts/below', 'no/such/folder']) {
    expect(await tree.read(path)).toBeUndefined();
  }
  for (const path of ['nothing', 'genome/x/one.ts', 'no/such']) expect(await tree.list(path)).toEqual([]);
});

test.each(readers)('%s: follows no link, leaves no root, and reads nothing too large', async (_what, open) => {
  await populate();
  const tree = await open();
  await expect(tree.read('genome/x/link.ts')).rejects.toMatchObject({ code: 'symbolic-link', exitStatus: 3 });
  await expect(tree.read('linked/x/one.ts')).rejects.toMatchObject({ code: 'symbolic-link' });
  await expect(tree.list('linked')).rejects.toMatchObject({ code: 'symbolic-link' });
  await expect(tree.list('linked/x')).rejects.toMatchObject({ code: 'symbolic-link' });
  await expect(tree.read('../x')).rejects.toMatchObject({ code: 'unsafe-path' });
  await expect(tree.list('genome/..')).rejects.toMatchObject({ code: 'unsafe-path' });
  await expect(tree.read('.git/config')).rejects.toMatchObject({ code: 'unsafe-path' });
  await expect(tree.read('big')).rejects.toMatchObject({ code: 'file-too-large', exitStatus: 3 });
});

test('the work tree never waits for a pipe, and its root may be a link', async () => {
  await mkdir(join(fixture.root, 'real/genome'), { recursive: true });
  await writeFile(join(fixture.root, 'real/genome/a'), 'a');
  await symlink('real', join(fixture.root, 'alias'));
  execFileSync('mkfifo', [join(fixture.root, 'real/pipe')]);
  const tree = workTree(join(fixture.root, 'alias'));
  expect(await tree.read('genome/a')).toHaveLength(1);
  expect(await tree.list('')).toContainEqual({ name: 'pipe', kind: 'other' });
  await expect(tree.read('pipe')).rejects.toMatchObject({ code: 'symbolic-link' });
});

test('a commit reader stays with its commit', async () => {
  const repository = await fixture.repository({ a: '1' });
  const tree = await commitTree(repository, 'main');
  await fixture.put('a', '2');
  fixture.git('commit', '-qam', 'second');
  expect(new TextDecoder().decode(await tree.read('a'))).toBe('1');
  expect(new TextDecoder().decode(await (await commitTree(repository, 'main~0'.slice(0, 4))).read('a'))).toBe('2');
});

test('a submodule is neither file nor folder', async () => {
  const repository = await fixture.repository({ a: '1' });
  const commit = fixture.git('rev-parse', 'HEAD').trim();
  fixture.git('update-index', '--add', '--cacheinfo', `160000,${commit},sub`);
  fixture.git('commit', '-q', '-m', 'submodule');
  const tree = await commitTree(repository, 'HEAD');
  expect(await tree.list('')).toContainEqual({ name: 'sub', kind: 'other' });
  await expect(tree.list('sub')).rejects.toMatchObject({ code: 'symbolic-link' });
});

test('a missing or damaged object is an integrity error', async () => {
  const repository = await fixture.repository({ a: '1' });
  await expect(commitTree(repository, 'ab'.repeat(20))).rejects.toMatchObject({
    code: 'git-object-missing',
    exitStatus: 3,
  });
  const blob = fixture.git('rev-parse', 'HEAD:a').trim();
  const file = join(fixture.root, '.git/objects', blob.slice(0, 2), blob.slice(2));
  execFileSync('chmod', ['u+w', file]);
  await writeFile(file, 'garbage');
  const tree = await commitTree(repository, 'HEAD');
  await expect(tree.read('a')).rejects.toMatchObject({ code: 'git-object-unreadable', exitStatus: 3 });
  await expect(commitTree(repository, 'nowhere')).rejects.toMatchObject({ code: 'unknown-ref', exitStatus: 2 });
});
