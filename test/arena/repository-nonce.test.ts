import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { repositoryNonce } from '../../src/arena/repository-nonce.ts';
import { findRepository } from '../../src/git/repository.ts';

function temporary(): string {
  const root = mkdtempSync(path.join(tmpdir(), 'sg-nonce-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  return root;
}

function git(root: string, ...args: string[]): string {
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', ['-C', root, ...who, ...args], { encoding: 'utf8' }).trim();
}

test('is the first commit, on every branch, and stays it as history grows', async () => {
  const root = temporary();
  git(root, 'init', '-q');
  const repository = await findRepository(root);
  expect(await repositoryNonce(repository)).toBe('0'.repeat(40));
  git(root, 'commit', '-q', '--allow-empty', '-m', 'one');
  const first = git(root, 'rev-parse', 'HEAD');
  expect(await repositoryNonce(repository)).toBe(first);
  git(root, 'commit', '-q', '--allow-empty', '-m', 'two');
  git(root, 'checkout', '-q', '-b', 'mutation/x');
  git(root, 'commit', '-q', '--allow-empty', '-m', 'three');
  expect(await repositoryNonce(repository)).toBe(first);
});

test('a shallow clone does not know it, and says how to get it', async () => {
  const root = temporary();
  git(root, 'init', '-q');
  git(root, 'commit', '-q', '--allow-empty', '-m', 'one');
  git(root, 'commit', '-q', '--allow-empty', '-m', 'two');
  const clone = path.join(temporary(), 'clone');
  execFileSync('git', ['clone', '-q', '--depth', '1', `file://${root}`, clone]);
  await expect(repositoryNonce(await findRepository(clone))).rejects.toMatchObject({
    code: 'shallow-history',
    exitStatus: 4,
    hint: expect.stringContaining('--unshallow') as string,
  });
});
