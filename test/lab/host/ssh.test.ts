import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { openTransport } from '../../../src/git/transport/open-transport.ts';
import { initRepository } from '../../../src/git/init-repository.ts';
import { Publisher, publisherTemplate, pull, temporaryFolder } from '../../organism/host/host-fixture.ts';
import { describeLab } from '../lab.ts';

const exec = promisify(execFile);

/** An ssh server on this machine's loopback, with keys made for it. */
class SshServer {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'sg-sshd-'));
  port = 0;
  #server: ChildProcess | undefined;
  #madeRun = false;
  #said = '';

  async start(): Promise<void> {
    for (const name of ['host', 'other-host', 'user', 'stranger']) {
      await exec('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', this.file(name)]);
    }
    writeFileSync(this.file('authorized'), readFileSync(this.file('user.pub')));
    this.port = await freePort();
    this.known('host');
    if (!existsSync('/run/sshd')) {
      mkdirSync('/run/sshd', { mode: 0o755 });
      this.#madeRun = true;
    }
    const settings = {
      ListenAddress: '127.0.0.1',
      HostKey: this.file('host'),
      AuthorizedKeysFile: this.file('authorized'),
      PidFile: 'none',
      StrictModes: 'no',
      UsePAM: 'no',
      PasswordAuthentication: 'no',
      KbdInteractiveAuthentication: 'no',
      PermitRootLogin: 'prohibit-password',
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    const args = ['-D', '-e', '-f', '/dev/null', '-p', String(this.port), ...options];
    this.#server = spawn('/usr/sbin/sshd', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#server.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#said += text));
    for (let tries = 0; !this.#said.includes('Server listening'); tries += 1) {
      if (tries > 200) throw new Error(`sshd does not listen: ${this.#said}`);
      await delay(25);
    }
  }

  /** What ssh is told of the server's key. */
  known(key: 'host' | 'other-host' | 'nobody'): void {
    const line = key === 'nobody' ? '' : `[127.0.0.1]:${this.port} ${readFileSync(this.file(`${key}.pub`), 'utf8')}`;
    writeFileSync(this.file('known_hosts'), line);
  }

  async stop(): Promise<void> {
    if (this.#server !== undefined) {
      const ended = once(this.#server, 'close');
      this.#server.kill('SIGTERM');
      await ended;
    }
    if (this.#madeRun) rmdirSync('/run/sshd');
    rmSync(this.folder, { recursive: true, force: true });
  }

  use(key: 'user' | 'stranger' = 'user'): void {
    const options = {
      BatchMode: 'yes',
      ConnectTimeout: '20',
      IdentityFile: this.file(key),
      IdentitiesOnly: 'yes',
      IdentityAgent: 'none',
      UserKnownHostsFile: this.file('known_hosts'),
      GlobalKnownHostsFile: '/dev/null',
      StrictHostKeyChecking: 'yes',
    };
    const words = Object.entries(options).map(([name, value]) => `-o ${name}=${value}`);
    vi.stubEnv('GIT_SSH_COMMAND', `ssh -F /dev/null ${words.join(' ')}`);
  }

  url(place: string, port = this.port): string {
    return `ssh://root@127.0.0.1:${port}${place}`;
  }

  file(name: string): string {
    return path.join(this.folder, name);
  }
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((done) => server.close(done));
  return port;
}

const swift = { attempts: 2, pauseMs: 1 };

describeLab('host', 'a remote behind a real sshd', () => {
  let server: SshServer;
  let template: string;

  beforeAll(async () => {
    server = new SshServer();
    await server.start();
    template = await publisherTemplate();
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    rmSync(template, { recursive: true, force: true });
    await server.stop();
  });

  async function published(): Promise<{ readonly publisher: Publisher; readonly url: string; readonly bare: string }> {
    server.known('host');
    server.use();
    const bare = temporaryFolder();
    await exec('git', ['init', '--quiet', '--bare', bare]);
    const publisher = Publisher.make(template);
    const url = server.url(bare);
    execFileSync('git', ['-C', publisher.root, 'remote', 'add', 'origin', url]);
    await publisher.publish('origin');
    return { publisher, url, bare };
  }

  it('gives a host its phenotype, and the next one', async () => {
    const { publisher, url, bare } = await published();
    const root = temporaryFolder();

    const first = await pull(root, { remote: url });

    expect(first).toMatchObject({ changed: true });
    const tip = execFileSync('git', ['-C', bare, 'rev-parse', 'phenotype/default'], { encoding: 'utf8' }).trim();
    expect(first.commit).toBe(tip);
    await publisher.change('changed');
    await publisher.publish('origin');
    expect(await pull(root, {})).toMatchObject({ changed: true });
    expect(await pull(root, {})).toMatchObject({ changed: false });
  });

  it('is refused when its key is another, or is none that ssh knows; then nothing goes there', async () => {
    const { url } = await published();
    const root = temporaryFolder();
    await pull(root, { remote: url });
    for (const key of ['other-host', 'nobody'] as const) {
      server.known(key);
      await expect(pull(root, {})).rejects.toMatchObject({ code: 'host-key-refused', exitStatus: 4 });
    }
    server.known('host');
    expect(await pull(root, {})).toMatchObject({ changed: false });
  });

  it('refuses a key that it does not know', async () => {
    const { url } = await published();
    server.use('stranger');
    const root = temporaryFolder();
    await expect(pull(root, { remote: url })).rejects.toMatchObject({ code: 'remote-refused', exitStatus: 4 });
    const repository = await initRepository(temporaryFolder());
    const transport = await openTransport(repository, url);
    await expect(transport.list(swift)).rejects.toMatchObject({ code: 'remote-refused' });
  });

  it('holds no repository there, or is not there at all', async () => {
    server.known('host');
    server.use();
    const repository = await initRepository(temporaryFolder());
    const nothing = await openTransport(repository, server.url('/nonexistent/genome.git'));
    await expect(nothing.list(swift)).rejects.toMatchObject({ code: 'remote-answer', exitStatus: 4 });
    const gone = await openTransport(repository, server.url('/genome.git', await freePort()));
    await expect(gone.list(swift)).rejects.toMatchObject({ code: 'remote-unreachable', exitStatus: 4 });
  });

  it('says nothing, and is given up in time', async () => {
    server.use();
    const silent = createServer(() => undefined);
    onTestFinished(() => {
      silent.close();
    });
    const repository = await initRepository(temporaryFolder());
    const transport = await openTransport(repository, server.url('/genome.git', await listening(silent)));
    await expect(transport.list({ attempts: 1, totalMs: 1500 })).rejects.toMatchObject({
      code: 'remote-unreachable',
      message: expect.stringContaining('took too long') as string,
    });
  });
});
