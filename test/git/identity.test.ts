import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { commitChanges } from '../../src/git/commit-changes.ts';
import { commitSignatures } from '../../src/git/identity.ts';
import type { Repository } from '../../src/git/repository.ts';
import { changes, GitFixture } from './git-fixture.ts';

const fixture = new GitFixture();
let repository: Repository;

beforeEach(async () => {
  repository = await fixture.repository({ a: '1' });
  for (const role of ['AUTHOR', 'COMMITTER']) {
    vi.stubEnv(`GIT_${role}_NAME`, undefined);
    vi.stubEnv(`GIT_${role}_EMAIL`, undefined);
  }
  vi.stubEnv('GIT_CONFIG_GLOBAL', undefined);
});

async function who(): Promise<string> {
  const { author, committer } = await commitSignatures(repository);
  return `${author.name} <${author.email}> / ${committer.name} <${committer.email}>`;
}

/** The git program where PATH leads to it, and without it: both must say the same. */
const hosts = [
  ['with the git program', () => undefined],
  ['on a host without git', () => vi.stubEnv('PATH', join(fixture.root, 'empty'))],
] as const;

test.each(hosts)('%s: nobody configured', async (_what, prepare) => {
  prepare();
  expect(await who()).toBe('Software Genomics <sg@localhost> / Software Genomics <sg@localhost>');
});

test.each(hosts)("%s: the user's files, then the repository's, then the environment", async (_what, prepare) => {
  await mkdir(join(fixture.root, '.config/git'), { recursive: true });
  await fixture.put('.config/git/config', '[user]\n\tname = Xdg\n\temail = xdg@x\n');
  prepare();
  expect(await who()).toBe('Xdg <xdg@x> / Xdg <xdg@x>');
  await fixture.put('.gitconfig', '[user]\n\tname = "Home # One"\n[committer]\n\temail = robot@x\n');
  expect(await who()).toBe('Home # One <xdg@x> / Home # One <robot@x>');
  await fixture.put('.git/config', `${await fixture.get('.git/config')}[user]\n\tname = Local\n`);
  expect(await who()).toBe('Local <xdg@x> / Local <robot@x>');
  vi.stubEnv('GIT_AUTHOR_NAME', 'Env');
  vi.stubEnv('GIT_COMMITTER_EMAIL', 'env@x');
  expect(await who()).toBe('Env <xdg@x> / Local <env@x>');
});

test('conditional includes count where there is a git program', async () => {
  await fixture.put('work.config', '[user]\n\temail = work@x\n');
  await fixture.put(
    '.gitconfig',
    `[user]\n\tname = A\n\temail = home@x\n[includeIf "gitdir:${repository.root}/"]\n\tpath = work.config\n`,
  );
  expect(await who()).toBe('A <work@x> / A <work@x>');
});

test('a commit records author, committer and dates as git reads them', async () => {
  vi.stubEnv('GIT_AUTHOR_DATE', '1700000000 +0530');
  vi.stubEnv('GIT_COMMITTER_DATE', '2024-02-29T12:00:00Z');
  vi.stubEnv('GIT_COMMITTER_NAME', 'Evil <evil@x>\nparent 0000');
  await commitChanges(repository, {
    ref: 'HEAD',
    changes: changes({ a: '2' }),
    message: 'x',
    author: { name: 'Engine', email: 'engine@example.org' },
  });
  expect(fixture.git('log', '-1', '--format=%an <%ae> %ad|%cn|%ct', '--date=raw')).toBe(
    'Engine <engine@example.org> 1700000000 +0530|Evil evil@xparent 0000|1709208000\n',
  );
  fixture.git('fsck', '--strict');
});

test('a date nobody can read is refused', async () => {
  vi.stubEnv('GIT_AUTHOR_DATE', 'soon');
  await expect(who()).rejects.toMatchObject({ code: 'invalid-git-date', exitStatus: 2 });
});
