import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { commitChanges } from '../../../src/git/commit-changes.ts';
import { commitTree } from '../../../src/git/commit-tree.ts';
import { initRepository } from '../../../src/git/init-repository.ts';
import type { Repository } from '../../../src/git/repository.ts';
import { openTransport } from '../../../src/git/transport/open-transport.ts';
import { addRemote } from '../../../src/git/transport/remotes.ts';
import type { Transport } from '../../../src/git/transport/transport.ts';
import { startForge, type Forge } from '../../github/forge/forge.ts';

const exec = promisify(execFile);

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'sg-transport-'));
  onTestFinished(() => {
    rmSync(made, { recursive: true, force: true });
  });
  return made;
}

async function commit(repository: Repository, ref: string, files: Record<string, string>): Promise<string> {
  const changes = new Map(Object.entries(files).map(([name, text]) => [name, new TextEncoder().encode(text)]));
  return (await commitChanges(repository, { ref, changes, message: `change ${Object.keys(files).join(' ')}\n` }))
    .commit;
}

async function read(repository: Repository, oid: string, file: string): Promise<string> {
  return new TextDecoder().decode(await (await commitTree(repository, oid)).read(file));
}

let forge: Forge;
let branches = 0;

beforeAll(async () => {
  forge = await startForge();
  const { git } = forge.state;
  const tree = await git.git('hash-object', '-t', 'tree', '-w', '/dev/null');
  await git.git('update-ref', 'refs/heads/main', await git.git('commit-tree', tree, '-m', 'begin'));
});

afterAll(async () => {
  await forge.close();
});

interface Place {
  readonly url: string;
  readonly repository: () => Promise<Repository>;
}

const places = {
  http: (): Promise<Place> =>
    Promise.resolve({
      url: forge.remote,
      repository: async () => {
        vi.stubEnv('SG_TOKEN', forge.token);
        onTestFinished(() => {
          vi.unstubAllEnvs();
        });
        const repository = await initRepository(folder());
        await addRemote(repository, 'origin', forge.remote);
        return repository;
      },
    }),
  path: async (): Promise<Place> => {
    const bare = folder();
    await exec('git', ['init', '--quiet', '--bare', bare]);
    return { url: bare, repository: () => initRepository(folder()) };
  },
} as const;

describe.each(['http', 'path'] as const)('a remote by %s', (kind) => {
  it('takes a branch and gives it to another repository, newest commit alone, then what is new', async () => {
    const place = await places[kind]();
    const [here, there] = [await place.repository(), await place.repository()];
    const branch = `b${(branches += 1)}`;
    await commit(here, branch, { 'a/one': 'one' });
    const second = await commit(here, branch, { 'a/two': 'two' });
    const [to, from] = [await openTransport(here, place.url), await openTransport(there, place.url)];

    expect(await to.push(here, { commit: second, branch })).toBe('pushed');
    expect((await from.list()).get(branch)).toBe(second);
    const first = await from.fetch(there, { branch });

    expect(first.tip).toBe(second);
    expect(await read(there, second, 'a/one')).toBe('one');
    const third = await commit(here, branch, { 'a/three': 'three' });
    await to.push(here, { commit: third, branch });
    const next = await from.fetch(there, { branch, have: second });
    expect(next.tip).toBe(third);
    expect(await read(there, third, 'a/three')).toBe('three');
    expect(await read(there, third, 'a/one')).toBe('one');
    const { stdout } = await exec('git', ['-C', there.root, 'rev-list', third]);
    expect(stdout.trim().split('\n')).toEqual([third, second]);
    await exec('git', ['-C', there.root, 'fsck', '--strict']);
  });

  it('tells a branch that has gone elsewhere from a failure', async () => {
    const place = await places[kind]();
    const [here, there] = [await place.repository(), await place.repository()];
    const branch = `b${(branches += 1)}`;
    const [one, other] = [await commit(here, branch, { a: 'here' }), await commit(there, branch, { a: 'there' })];

    await (await openTransport(here, place.url)).push(here, { commit: one, branch });
    const late = await openTransport(there, place.url);

    expect(await late.push(there, { commit: other, branch })).toBe('moved');
    expect((await late.list()).get(branch)).toBe(one);
    expect(await (await openTransport(here, place.url)).push(here, { commit: one, branch })).toBe('pushed');
  });

  it('says that there is no such branch', async () => {
    const place = await places[kind]();
    const here = await place.repository();
    const transport = await openTransport(here, place.url);
    await transport.push(here, { commit: await commit(here, 'x', { a: 'a' }), branch: `b${(branches += 1)}` });

    await expect(transport.fetch(here, { branch: 'phenotype/none' })).rejects.toMatchObject({
      code: 'unknown-remote-branch',
      exitStatus: 2,
    });
  });
});

async function server(listener: RequestListener): Promise<string> {
  const running = createServer(listener);
  await new Promise<void>((listening) => running.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    running.closeAllConnections();
    running.close();
  });
  return `http://127.0.0.1:${String((running.address() as AddressInfo).port)}`;
}

const swift = { attempts: 3, pauseMs: 1, idleMs: 300 };

describe('an HTTP remote that misbehaves', () => {
  it('is asked again where the failure may pass, and then given up', async () => {
    let asked = 0;
    const url = await server((_, response) => {
      asked += 1;
      response.writeHead(503).end();
    });
    const repository = await initRepository(folder());
    const transport = await openTransport(repository, `${url}/genome.git`);

    await expect(transport.fetch(repository, { branch: 'main', ...swift })).rejects.toMatchObject({
      code: 'remote-unreachable',
      exitStatus: 4,
    });
    expect(asked).toBe(3);
  });

  it('is not there', async () => {
    const closed = createServer();
    await new Promise<void>((listening) => closed.listen(0, '127.0.0.1', listening));
    const { port } = closed.address() as AddressInfo;
    await new Promise((done) => closed.close(done));
    const repository = await initRepository(folder());
    const transport = await openTransport(repository, `http://127.0.0.1:${String(port)}/genome.git`);

    await expect(transport.fetch(repository, { branch: 'main', ...swift })).rejects.toMatchObject({
      code: 'remote-unreachable',
      exitStatus: 4,
      message: expect.stringContaining('ECONNREFUSED') as string,
    });
  });

  it('is no path', async () => {
    const repository = await initRepository(folder());
    const transport = await openTransport(repository, '/nonexistent/genome.git');

    await expect(transport.fetch(repository, { branch: 'main', ...swift })).rejects.toMatchObject({
      code: 'remote-answer',
      exitStatus: 4,
    });
  });

  it('stops answering', async () => {
    const url = await server((_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-advertisement' }).write('001e# ser');
    });
    const repository = await initRepository(folder());
    const transport = await openTransport(repository, url);

    await expect(transport.fetch(repository, { branch: 'main', ...swift, attempts: 1 })).rejects.toMatchObject({
      code: 'remote-unreachable',
      message: expect.stringContaining('stopped answering') as string,
    });
  });

  it('sends more than anybody asked for', async () => {
    const url = await server((_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-advertisement' }).end('x'.repeat(5000));
    });
    const repository = await initRepository(folder());
    const transport = await openTransport(repository, url);

    await expect(transport.fetch(repository, { branch: 'main', ...swift, maxBytes: 4000 })).rejects.toMatchObject({
      code: 'transfer-too-large',
    });
  });

  it.each([
    ['is a web page', 200, 'remote-answer'],
    ['wants a token', 401, 'remote-refused'],
    ['knows no such repository', 404, 'remote-refused'],
  ])('%s', async (_, status, code) => {
    const url = await server((_request, response) => response.writeHead(status).end('<html>'));
    const repository = await initRepository(folder());
    const transport = await openTransport(repository, url);

    await expect(transport.fetch(repository, { branch: 'main', ...swift })).rejects.toMatchObject({
      code,
      exitStatus: 4,
    });
    await expect(transport.list(swift)).rejects.toMatchObject({ code });
  });
});

describe('credentials', () => {
  async function askedWith(make: (url: string) => Promise<Transport>, listener?: RequestListener): Promise<string[]> {
    const seen: string[] = [];
    const url = await server((request, response) => {
      seen.push(request.headers.authorization ?? 'none');
      if (listener === undefined) response.writeHead(404).end();
      else listener(request, response);
    });
    const transport = await make(url);
    await expect(transport.list({ attempts: 1 })).rejects.toThrow();
    return seen;
  }

  function token(name: string, value: string): void {
    vi.stubEnv(name, value);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
  }

  const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;

  it('go to the host of origin, and to no other', async () => {
    token('SG_TOKEN', 'planted-secret');
    token('GITHUB_TOKEN', 'planted-secret-2');
    const repository = await initRepository(folder());

    const before = await askedWith((url) => openTransport(repository, `${url}/other.git`));
    const origin = await askedWith(async (url) => {
      await addRemote(repository, 'origin', `${url}/genome.git`);
      return openTransport(repository, 'origin');
    });

    expect(before).toEqual(['none']);
    expect(origin).toEqual([basic('x-access-token:planted-secret')]);
  });

  it('are taken from the config for that address, and GITHUB_TOKEN goes to GitHub only', async () => {
    token('GITHUB_TOKEN', 'for-github');
    const repository = await initRepository(folder());

    const configured = await askedWith((url) => {
      writeFileSync(
        path.join(repository.gitDir, 'config'),
        `[http "${url}/"]\n\textraheader = AUTHORIZATION: basic abc\n`,
      );
      return openTransport(repository, `${url}/genome.git`);
    });
    const github = await askedWith((url) => {
      token('GITHUB_SERVER_URL', url);
      return openTransport(repository, `${url}/genome.git`);
    });

    expect(configured).toEqual(['basic abc']);
    expect(github).toEqual([basic('x-access-token:for-github')]);
  });

  it('stay behind when the host sends the request elsewhere', async () => {
    token('SG_TOKEN', 'planted-secret');
    const repository = await initRepository(folder());
    const elsewhere: string[] = [];
    const other = await server((request, response) => {
      elsewhere.push(request.headers.authorization ?? 'none');
      response.writeHead(404).end();
    });

    await askedWith(
      async (url) => {
        await addRemote(repository, 'origin', `${url}/genome.git`);
        return openTransport(repository, 'origin');
      },
      (request, response) => response.writeHead(302, { location: `${other}${request.url ?? ''}` }).end(),
    );

    expect(elsewhere).toEqual(['none']);
  });

  it('in an address are used and never shown', async () => {
    const repository = await initRepository(folder());
    const seen = await askedWith((url) => openTransport(repository, url.replace('//', '//me:planted-secret@')));
    expect(seen).toEqual([basic('me:planted-secret')]);
    const transport = await openTransport(repository, 'http://me:planted-secret@127.0.0.1:1/x.git');
    const fault = await transport.list({ attempts: 1 }).catch((error: unknown) => error as Error);
    expect(JSON.stringify([fault, (fault as Error).message, (fault as Error).stack])).not.toContain('planted-secret');
  });
});

it('what breaks off leaves nothing behind', async () => {
  const repository = await initRepository(folder());
  const transport = await openTransport(repository, 'http://127.0.0.1:1/genome.git');

  await expect(transport.fetch(repository, { branch: 'main', ...swift })).rejects.toThrow();

  expect(readdirSync(path.join(repository.gitDir, 'sg-incoming'))).toEqual([]);
  expect(existsSync(path.join(repository.gitDir, 'shallow'))).toBe(false);
});
