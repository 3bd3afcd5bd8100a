import { chown } from 'node:fs/promises';
import process from 'node:process';
import { afterEach, expect, it, vi } from 'vitest';
import { assertOwned } from '../../src/git/assert-owned.ts';
import type { Repository } from '../../src/git/repository.ts';
import { GitFixture } from './git-fixture.ts';

const fixture = new GitFixture();
const somebody = 54_321;

afterEach(() => {
  vi.restoreAllMocks();
});

/** Only root can give a folder away; others are told that they are not themselves, and git as well. */
async function giveAway({ root }: Repository): Promise<void> {
  if (process.getuid?.() === 0) return chown(root, somebody, somebody);
  vi.spyOn(process, 'geteuid').mockReturnValue(somebody);
  vi.stubEnv('GIT_TEST_ASSUME_DIFFERENT_OWNER', '1');
}

it('lets the own repository pass', async () => {
  await expect(assertOwned(await fixture.repository())).resolves.toBeUndefined();
});

it('refuses a repository that somebody else has put there', async () => {
  const repository = await fixture.repository();
  await giveAway(repository);
  vi.stubEnv('SUDO_UID', undefined);
  await expect(assertOwned(repository)).rejects.toMatchObject({ code: 'repository-of-another' });
});

it('lets it pass where git was told that it is safe', async () => {
  const repository = await fixture.repository();
  await giveAway(repository);
  vi.stubEnv('GIT_CONFIG_COUNT', '1');
  vi.stubEnv('GIT_CONFIG_KEY_0', 'safe.directory');
  vi.stubEnv('GIT_CONFIG_VALUE_0', repository.root);
  await expect(assertOwned(repository)).resolves.toBeUndefined();
});
