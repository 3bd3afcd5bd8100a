import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { commitChanges } from '../../../src/git/commit-changes.ts';
import { commitTree } from '../../../src/git/commit-tree.ts';
import { initRepository } from '../../../src/git/init-repository.ts';
import { openTransport } from '../../../src/git/transport/open-transport.ts';

const exec = promisify(execFile);

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'sg-ssh-'));
  onTestFinished(() => {
    rmSync(made, { recursive: true, force: true });
  });
  return made;
}

/** In the place of ssh: its last argument is what the other side is to run. Real sshd: test/lab/host/ssh.test.ts. */
function ssh(script: string): string {
  const place = folder();
  const program = path.join(place, 'ssh');
  writeFileSync(
    program,
    `#!/bin/sh\necho "$@" >> ${path.join(place, 'calls')}\nenv > ${path.join(place, 'env')}\n${script}\n`,
  );
  chmodSync(program, 0o755);
  vi.stubEnv('GIT_SSH_COMMAND', program);
  vi.stubEnv('GIT_SSH_VARIANT', 'ssh');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  return place;
}

function calls(place: string): readonly string[] {
  return readFileSync(path.join(place, 'calls'), 'utf8').trim().split('\n');
}

const overThere = 'for last; do :; done; exec sh -c "$last"';
const quick = { attempts: 2, pauseMs: 1 };

describe('a remote by ssh', () => {
  it('takes a branch, and gives it to another repository', async () => {
    const place = ssh(overThere);
    vi.stubEnv('SG_TOKEN', 'planted-secret-token');
    const bare = folder();
    await exec('git', ['init', '--quiet', '--bare', bare]);
    const url = `ssh://git@genome.example${bare}`;
    const [here, there] = [await initRepository(folder()), await initRepository(folder())];
    const changes = new Map([['a', new TextEncoder().encode('one')]]);
    const { commit } = await commitChanges(here, { ref: 'main', changes, message: 'one\n' });

    expect(await (await openTransport(here, url)).push(here, { commit, branch: 'b' })).toBe('pushed');
    const transport = await openTransport(there, `git@genome.example:${bare}`);
    expect((await transport.list()).get('b')).toBe(commit);
    expect(await transport.fetch(there, { branch: 'b' })).toMatchObject({ tip: commit });
    expect(new TextDecoder().decode(await (await commitTree(there, commit)).read('a'))).toBe('one');
    expect(calls(place).every((line) => line.includes('git@genome.example'))).toBe(true);
    expect(readFileSync(path.join(place, 'env'), 'utf8')).not.toContain('planted-secret-token');
  });

  it.each([
    ['an unknown host', 'Host key verification failed.', 'host-key-refused', 1],
    [
      'a host with another key',
      '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nHost key verification failed.',
      'host-key-refused',
      1,
    ],
    ['a refused key', 'git@genome.example: Permission denied (publickey,password).', 'remote-refused', 1],
    ['a host that is gone', 'ssh: connect to host genome.example port 22: No route to host', 'remote-unreachable', 2],
    ['a connection that is lost', 'Connection closed by 192.0.2.1 port 22', 'remote-unreachable', 2],
  ])('%s: is told for what it is, and tried again only where that may help', async (_, said, code, attempts) => {
    const place = ssh(`echo '${said}' >&2; exit 255`);
    const repository = await initRepository(folder());
    const transport = await openTransport(repository, 'ssh://git@genome.example/genome.git');
    await expect(transport.fetch(repository, { branch: 'main', ...quick })).rejects.toMatchObject({
      code,
      exitStatus: 4,
    });
    expect(calls(place)).toHaveLength(attempts);
  });

  it('that keeps its connection for later keeps nobody waiting', async () => {
    // As a master of ControlPersist does: a session of its own, with the error stream still open.
    const place = ssh(`setsid sleep 30 >&2 & echo $! > "$(dirname "$0")/kept"\n${overThere}`);
    const bare = folder();
    await exec('git', ['init', '--quiet', '--bare', bare]);
    const transport = await openTransport(await initRepository(folder()), `ssh://git@genome.example${bare}`);
    expect((await transport.list({ attempts: 1, totalMs: 15_000 })).size).toBe(0);
    const kept = Number(readFileSync(path.join(place, 'kept'), 'utf8'));
    expect(runs(String(kept))).toBe(true);
    process.kill(kept, 'SIGKILL');
  });

  it('that stops answering is given up, with everything that waited for it', async () => {
    const place = ssh('(sleep 300 & echo $! > "$(dirname "$0")/waiting"; wait)');
    const repository = await initRepository(folder());
    const transport = await openTransport(repository, 'ssh://git@genome.example/genome.git');
    await expect(transport.list({ attempts: 1, totalMs: 4000 })).rejects.toMatchObject({
      code: 'remote-unreachable',
      message: expect.stringContaining('took too long') as string,
    });
    const waiting = readFileSync(path.join(place, 'waiting'), 'utf8').trim();
    for (let tries = 0; runs(waiting) && tries < 100; tries += 1) await delay(20);
    expect(runs(waiting)).toBe(false);
  });
});

/** Whether a process is at work; one that has ended and not been collected is not. */
function runs(pid: string): boolean {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return false;
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(file, 'utf8'));
  } catch {
    return false;
  }
}
