import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { commitChanges } from '../../src/git/commit-changes.ts';
import { changes, GitFixture } from './git-fixture.ts';

const fixture = new GitFixture();

/** A disk that takes everything but one file; nothing else stops a test that runs as root. */
vi.mock(import('../../src/git/atomic-write.ts'), async (original) => {
  const { atomicWrite } = await original();
  return {
    atomicWrite: async (file, ...rest) => {
      if (!file.endsWith('/full')) return atomicWrite(file, ...rest);
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
    },
  };
});

const writable = { a: '2', gone: null, 'new/deep': 'n', z: '2' };
const start = { a: '1', gone: '1', z: '1' };

async function expectUntouched(): Promise<void> {
  expect(fixture.status()).toBe('');
  expect(await fixture.get('a')).toBe('1');
  expect(await fixture.get('gone')).toBe('1');
  expect((await readdir(fixture.root)).filter((name) => name !== '.git').sort()).toEqual(['a', 'gone', 'z']);
  expect(fixture.git('rev-list', '--count', 'HEAD').trim()).toBe('1');
  expect((await readdir(join(fixture.root, '.git'))).filter((name) => name.endsWith('.lock'))).toEqual([]);
  expect((await readdir(join(fixture.root, '.git/refs/heads'))).sort()).toEqual(['main']);
}

test('a work file that cannot be written: everything is as before', async () => {
  const repository = await fixture.repository(start);
  const commit = commitChanges(repository, { ref: 'HEAD', changes: changes({ ...writable, full: '2' }), message: 'x' });
  await expect(commit).rejects.toMatchObject({
    code: 'git-io',
    exitStatus: 4,
    message: expect.stringContaining('no space') as string,
  });
  await expectUntouched();
});

test('a ref that cannot be moved: everything is as before', async () => {
  const repository = await fixture.repository(start);
  fixture.git('reflog', 'expire', '--all', '--expire=now');
  await rm(join(fixture.root, '.git/logs/refs/heads/main'));
  await mkdir(join(fixture.root, '.git/logs/refs/heads/main'));
  const commit = commitChanges(repository, { ref: 'HEAD', changes: changes(writable), message: 'x' });
  await expect(commit).rejects.toMatchObject({ code: 'git-io', exitStatus: 4 });
  await expectUntouched();
});
