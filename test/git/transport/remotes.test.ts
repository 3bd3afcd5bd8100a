import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { initRepository } from '../../../src/git/init-repository.ts';
import type { Repository } from '../../../src/git/repository.ts';
import { remoteAddress } from '../../../src/git/transport/remote-address.ts';
import { addRemote, listRemotes, removeRemote } from '../../../src/git/transport/remotes.ts';

function repository(): Promise<Repository> {
  const root = mkdtempSync(path.join(tmpdir(), 'sg-remotes-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  return initRepository(root);
}

describe('remotes', () => {
  it('are read by git, and git’s own by sg', async () => {
    const made = await repository();
    await addRemote(made, 'origin', 'https://example.org/genome.git');
    execFileSync('git', ['-C', made.root, 'remote', 'add', 'lab', 'git@lab.example.org:genome.git']);

    expect(await listRemotes(made)).toEqual([
      { name: 'lab', url: 'git@lab.example.org:genome.git' },
      { name: 'origin', url: 'https://example.org/genome.git' },
    ]);
    const told = execFileSync('git', ['-C', made.root, 'remote', '-v'], { encoding: 'utf8' });
    expect(told).toContain('origin\thttps://example.org/genome.git (fetch)');
  });

  it('go away without a trace of others', async () => {
    const made = await repository();
    await addRemote(made, 'one', '/srv/one.git');
    await addRemote(made, 'two', '/srv/two.git');
    appendFileSync(path.join(made.gitDir, 'config'), '[user]\n\tname = Somebody\n');

    await removeRemote(made, 'one');

    expect(await listRemotes(made)).toEqual([{ name: 'two', url: '/srv/two.git' }]);
    expect(execFileSync('git', ['-C', made.root, 'config', 'user.name'], { encoding: 'utf8' })).toBe('Somebody\n');
    await expect(removeRemote(made, 'one')).rejects.toMatchObject({ code: 'unknown-remote' });
    await expect(addRemote(made, 'two', '/srv/other.git')).rejects.toMatchObject({ code: 'remote-exists' });
  });

  it('never keep or show credentials', async () => {
    const made = await repository();
    const url = 'https://me:planted-secret@example.org/genome.git';

    const fault = await addRemote(made, 'origin', url).catch((error: unknown) => error as Error);

    expect(fault).toMatchObject({ code: 'remote-with-credentials' });
    expect((fault as Error).message).not.toContain('planted-secret');
    execFileSync('git', ['-C', made.root, 'remote', 'add', 'by-git', url]);
    expect(JSON.stringify(await listRemotes(made))).not.toContain('planted-secret');
    expect(readFileSync(path.join(made.gitDir, 'config'), 'utf8')).not.toContain('[remote "origin"]');
  });
});

describe('an address', () => {
  it.each([
    ['https://example.org/genome.git', 'http'],
    ['http://127.0.0.1:8080/genome.git/', 'http'],
    ['ssh://git@example.org/genome.git', 'program'],
    ['git@example.org:team/genome.git', 'program'],
    ['file:///srv/genome.git', 'program'],
    ['/srv/genome.git', 'program'],
    ['../genome.git', 'program'],
  ])('%s goes by %s', (text, by) => {
    expect(remoteAddress(text).by).toBe(by);
  });

  it.each([
    'ext::sh -c touch%20/tmp/x',
    'ext::sh',
    '--upload-pack=touch',
    '-oProxyCommand=x:y',
    'ssh://-oProxyCommand=x/y',
    'git://example.org/genome.git',
    'https://example.org/genome.git?x=1',
    'a b',
    'a\u0000b',
    '',
  ])('%j is refused', (text) => {
    expect(() => remoteAddress(text)).toThrow(expect.objectContaining({ code: 'invalid-remote-address' }) as Error);
  });
});
