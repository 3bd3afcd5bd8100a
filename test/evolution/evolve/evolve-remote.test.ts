import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { evolveRemote, type EvolveRemoteRequest } from '../../../src/evolution/evolve/evolve-remote.ts';
import type { EvolveResult } from '../../../src/evolution/evolve/evolve.ts';
import { publishLedger } from '../../../src/evolution/evolve/fitness-branch.ts';
import { verifyDecision } from '../../../src/evolution/evolve/verify-decision.ts';
import { HttpTransport } from '../../../src/git/transport/http-transport.ts';
import { startForge, type Forge } from '../../github/forge/forge.ts';
import { EvolveFixture } from './evolve-fixture.ts';

const fixture = new EvolveFixture();
const locus = 'bridge_create';
const limits = { attempts: 2, pauseMs: 1 };
let forge: Forge;

// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this`
const really = HttpTransport.prototype.push;

beforeAll(async () => {
  forge = await startForge();
});
afterAll(async () => {
  await forge.close();
});

/** Over there: main, and nothing else. */
beforeEach(async () => {
  vi.stubEnv('SG_TOKEN', forge.token);
  onTestFinishedAll();
  await fixture.genome();
  for (const ref of refs()) there('update-ref', '-d', ref);
  there('fetch', '--quiet', fixture.root, '+main:main');
});

function onTestFinishedAll(): void {
  onTestFinished(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });
}

function there(...args: readonly string[]): string {
  return execFileSync('git', ['-C', forge.state.git.dir, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}

function refs(): readonly string[] {
  return there('for-each-ref', '--format=%(refname)').split('\n').filter(Boolean);
}

/** A host has seen one allele help out where the other failed, and has pushed that. */
async function host(name: string, count: number, [right, wrong] = [1, 0]): Promise<void> {
  rmSync(fixture.ledger, { recursive: true, force: true });
  fixture.rescues(locus, { right: fixture.seed(locus, right), wrong: fixture.seed(locus, wrong), count });
  const repository = fixture.repo!;
  await publishLedger(repository, fixture.ledger, `fitness/${name}`);
  there('fetch', '--quiet', fixture.root, `+refs/heads/fitness/${name}:refs/heads/fitness/${name}`);
  fixture.git('update-ref', '-d', `refs/heads/fitness/${name}`);
}

/** Where somebody decides: a clone that knows main. */
function decider(name: string, url = forge.remote): string {
  const root = path.join(fixture.root, name);
  fixture.git('clone', '--quiet', '--single-branch', forge.state.git.dir, root);
  execFileSync('git', ['-C', root, 'config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*']);
  execFileSync('git', ['-C', root, 'remote', 'set-url', 'origin', url]);
  return root;
}

function evolve(root: string, request: Partial<EvolveRemoteRequest> = {}): Promise<EvolveResult> {
  return evolveRemote(root, {
    phenotype: 'default',
    remote: 'origin',
    branch: 'main',
    dryRun: false,
    limits,
    ...request,
  });
}

function here(root: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', root, ...args], { encoding: 'utf8' }).trim();
}

test.each(['http', 'path'])('decides on what is there and pushes main, and nothing else (%s)', async (kind) => {
  for (const name of ['lab-1', 'lab-2', 'lab-3']) await host(name, 5);
  const [main, before] = [there('rev-parse', 'main'), refs()];
  const root = decider('one', kind === 'http' ? forge.remote : forge.state.git.dir);
  const own = here(root, 'for-each-ref', 'refs/heads');
  const result = await evolve(root);
  const commit = there('rev-parse', 'main');
  expect(result).toMatchObject({
    ledger: null,
    ignored: [],
    remote: { branch: 'main', base: main, commit, pushed: true, fetched: 3, rounds: 1 },
  });
  expect(result.evidence.map((name) => name.split('@')[0])).toEqual([
    'fitness/lab-1',
    'fitness/lab-2',
    'fitness/lab-3',
  ]);
  const hosts = { for: 3, against: 0, of: 3, needed: 2 };
  expect(result.loci[0]).toMatchObject({ action: 'promote', wins: 15, hosts, commit });
  expect(there('rev-parse', 'main~1')).toBe(main);
  expect(refs()).toEqual(before);
  expect(here(root, 'for-each-ref', 'refs/heads')).toBe(own);
  expect(here(root, 'status', '--porcelain', '--untracked-files=no')).toBe('');
  expect(here(root, 'rev-parse', 'origin/main')).toBe(commit);
  expect(here(root, 'for-each-ref', 'refs/sg')).toBe('');
  here(root, 'fsck', '--strict');
  expect(await verifyDecision(root, commit)).toMatchObject({ action: 'promote', locus });
  expect((await evolve(root)).remote).toMatchObject({ base: commit, commit, pushed: false, fetched: 0 });
});

test('what has come on since is fetched, and what is known is not', async () => {
  await host('lab-1', 5);
  await host('lab-2', 5);
  const root = decider('one');
  expect((await evolve(root)).loci[0]).toMatchObject({ action: 'none', wins: 10 });
  await host('lab-3', 5);
  const fetched = vi.spyOn(HttpTransport.prototype, 'fetch');
  const result = await evolve(root);
  expect(fetched.mock.calls.map(([, { branch }]) => branch)).toEqual(['fitness/lab-3']);
  expect(result.loci[0]).toMatchObject({ action: 'promote', wins: 15 });
});

test('a dry run fetches, tells, and pushes nothing', async () => {
  await host('lab-1', 10);
  const before = there('for-each-ref');
  const result = await evolve(decider('one'), { dryRun: true });
  expect(result.loci[0]).toMatchObject({ action: 'promote', commit: null });
  expect(result.remote).toMatchObject({ pushed: false });
  expect(there('for-each-ref')).toBe(before);
});

test('two at once: one wins, the other decides anew; nothing is lost and nothing made twice', async () => {
  await host('lab-1', 10);
  const main = there('rev-parse', 'main');
  const roots = ['one', 'two', 'three'].map((name) => decider(name));
  // Else they would make the very same commit.
  for (const name of ['NAME', 'EMAIL', 'DATE']) vi.stubEnv(`GIT_COMMITTER_${name}`, undefined);
  for (const root of roots) here(root, 'config', 'user.name', path.basename(root));
  const results = await Promise.all(roots.map((root) => evolve(root)));
  expect(there('rev-list', '--count', `${main}..main`)).toBe('1');
  const commit = there('rev-parse', 'main');
  expect(results.map(({ remote }) => remote?.commit)).toEqual([commit, commit, commit]);
  expect(results.filter(({ remote }) => remote?.pushed === true)).toHaveLength(1);
});

test('somebody commits to main between reading and pushing: both commits are there', async () => {
  await host('lab-1', 10);
  const root = decider('one');
  const spy = vi.spyOn(HttpTransport.prototype, 'push').mockImplementationOnce(async function (
    this: HttpTransport,
    ...args
  ) {
    await fixture.put('README.md', 'a person was here\n');
    fixture.commitAll();
    there('fetch', '--quiet', fixture.root, 'main:main');
    return really.apply(this, args);
  });
  const result = await evolve(root);
  expect(result.remote).toMatchObject({ pushed: true, rounds: 2 });
  expect(spy).toHaveBeenCalledTimes(2);
  expect(there('show', 'main:README.md')).toBe('a person was here');
  expect(there('log', '-1', '--format=%s', 'main')).toContain('promote');
});

test('main went back meanwhile: what was taken away does not return by a decision made on it', async () => {
  await host('lab-1', 10);
  await fixture.put('README.md', 'to be taken back\n');
  fixture.commitAll();
  there('fetch', '--quiet', fixture.root, '+main:main');
  const [kept, root] = [there('rev-parse', 'main~1'), decider('one')];
  vi.spyOn(HttpTransport.prototype, 'push').mockImplementationOnce(async function (this: HttpTransport, ...args) {
    there('update-ref', 'refs/heads/main', kept);
    return really.apply(this, args);
  });
  expect((await evolve(root)).remote).toMatchObject({ base: kept, pushed: true, rounds: 2 });
  expect(there('show', 'main:README.md')).not.toBe('to be taken back');
});

test('an answer that was lost does not make a second commit', async () => {
  await host('lab-1', 10);
  const root = decider('one');
  vi.spyOn(HttpTransport.prototype, 'push').mockImplementationOnce(async function (this: HttpTransport, ...args) {
    await really.apply(this, args);
    return 'moved';
  });
  const commits = Number(there('rev-list', '--count', 'main'));
  const result = await evolve(root);
  expect(result.loci[0]).toMatchObject({ action: 'promote', commit: there('rev-parse', 'main') });
  expect(result.remote).toMatchObject({ pushed: true, rounds: 1 });
  expect(Number(there('rev-list', '--count', 'main'))).toBe(commits + 1);
});

test('others are always first: it gives up, and says so', async () => {
  await host('lab-1', 10);
  const spy = vi.spyOn(HttpTransport.prototype, 'push').mockResolvedValue('moved');
  await expect(evolve(decider('one'))).rejects.toMatchObject({ code: 'evolve-contended', exitStatus: 1 });
  expect(spy).toHaveBeenCalledTimes(5);
});

test('a remote that is away or says no: exit status 4, and nothing was changed', async () => {
  await host('lab-1', 10);
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  const gone = decider('gone', `http://127.0.0.1:${port}/octo/genome.git`);
  await expect(evolve(gone)).rejects.toMatchObject({ code: 'remote-unreachable', exitStatus: 4 });
  vi.stubEnv('SG_TOKEN', 'another');
  await expect(evolve(decider('refused'))).rejects.toMatchObject({ code: 'remote-refused', exitStatus: 4 });
  await expect(evolve(gone, { remote: 'nobody' })).rejects.toMatchObject({ code: 'unknown-remote', exitStatus: 2 });
  await expect(evolve(gone, { remote: forge.remote })).rejects.toMatchObject({ code: 'unknown-remote' });
  vi.stubEnv('SG_TOKEN', forge.token);
  await expect(evolve(decider('other'), { branch: 'nowhere' })).rejects.toMatchObject({
    code: 'unknown-remote-branch',
  });
});

test('the remote may be read and not written: the reason is told, and main stays', async () => {
  await host('lab-1', 10);
  forge.grant('reader', { contents: 'read' });
  vi.stubEnv('SG_TOKEN', 'reader');
  const main = there('rev-parse', 'main');
  await expect(evolve(decider('one'))).rejects.toMatchObject({ exitStatus: 4 });
  expect(there('rev-parse', 'main')).toBe(main);
});

function blob(text: string): string {
  return execFileSync('git', ['-C', forge.state.git.dir, 'hash-object', '-w', '--stdin'], {
    input: text,
    encoding: 'utf8',
  }).trim();
}

/** A branch with one file, by plain git as anybody may push it. */
function forged(branch: string, file: string, text: string): void {
  const tree = execFileSync('git', ['-C', forge.state.git.dir, 'mktree'], {
    input: `100644 blob ${blob(text)}\t${file}\n`,
    encoding: 'utf8',
  }).trim();
  const commit = there('-c', 'user.name=E', '-c', 'user.email=e@e', 'commit-tree', tree, '-m', 'mine');
  there('update-ref', `refs/heads/${branch}`, commit);
}

test('ledgers that are none are left out by name, and the others decide', async () => {
  await host('lab-1', 10);
  forged('fitness/json', 'cover.json', '{"version": 1, "epoch": ');
  forged('fitness/shape', 'cover.json', '{"version":1,"epoch":1e9,"summary":0,"segments":[]}');
  forged('fitness/empty', 'README', 'nothing');
  forged('fitness/<b>bold</b>', 'cover.json', '{}');
  forged('fitness/a/b', 'cover.json', '{}');
  forged('fitness/large', 'cover.json', `{"x":"${'x'.repeat(5 * 1024 * 1024)}"}`);
  const result = await evolve(decider('one'));
  expect(result.ignored.map(({ ledger, error }) => [ledger.split('@')[0], error]).sort()).toEqual([
    ['fitness/<b>bold</b>', 'invalid-host-name'],
    ['fitness/a/b', 'invalid-host-name'],
    ['fitness/empty', 'fitness-branch-damaged'],
    ['fitness/json', 'fitness-branch-damaged'],
    ['fitness/large', 'file-too-large'],
    ['fitness/shape', 'fitness-branch-damaged'],
  ]);
  expect(result.loci[0]).toMatchObject({ action: 'promote', wins: 10 });
  expect(there('log', '-1', '--format=%(trailers:key=Sg-Ledger,valueonly)', 'main')).toMatch(
    /^fitness\/lab-1@[0-9a-f]{40}$/,
  );
});

test('a ledger that is too large to fetch is left out by name', async () => {
  await host('lab-1', 10);
  const noise = Array.from({ length: 60_000 }, (_, index) => Math.sin(index).toString()).join('');
  forged('fitness/flood', 'cover.json', noise);
  const result = await evolve(decider('one'), { limits: { ...limits, maxBytes: 100_000 } });
  expect(result.ignored).toEqual([{ ledger: 'fitness/flood', error: 'transfer-too-large' }]);
  expect(result.loci[0]).toMatchObject({ action: 'promote', wins: 10 });
});

test('what one machine saw counts once, whatever names it writes under', async () => {
  await host('lab-1', 6);
  const tip = there('rev-parse', 'fitness/lab-1');
  const mark = blob('{"version":1,"id":"00112233445566778899aabbccddeeff"}\n');
  const lines = `${there('ls-tree', tip)}\n100644 blob ${mark}\thost.json\n`;
  const tree = execFileSync('git', ['-C', forge.state.git.dir, 'mktree'], { input: lines, encoding: 'utf8' }).trim();
  for (const [name, at] of [
    ['lab-1', 100],
    ['renamed', 200],
  ] as const) {
    const env = { ...process.env, GIT_COMMITTER_DATE: `@${at} +0000`, GIT_AUTHOR_DATE: `@${at} +0000` };
    const who = ['-c', 'user.name=E', '-c', 'user.email=e@e'];
    const args = ['-C', forge.state.git.dir, ...who, 'commit-tree', tree, '-m', name];
    there('update-ref', `refs/heads/fitness/${name}`, execFileSync('git', args, { env, encoding: 'utf8' }).trim());
  }
  const result = await evolve(decider('one'));
  expect(result.evidence.map((name) => name.split('@')[0])).toEqual(['fitness/renamed']);
  expect(result.ignored).toMatchObject([
    { ledger: expect.stringMatching(/^fitness\/lab-1@/) as string, error: 'same-machine' },
  ]);
  expect(result.loci[0]).toMatchObject({ action: 'none', wins: 6 });
});

test('with what is kept and without it, the same is decided on the same', async () => {
  await host('lab-1', 5);
  await host('lab-2', 4);
  const root = decider('one');
  const cold = await evolve(root, { dryRun: true });
  const warm = await evolve(root, { dryRun: true });
  rmSync(path.join(root, '.sg'), { recursive: true });
  expect([warm.evidence, warm.loci]).toEqual([cold.evidence, cold.loci]);
  expect((await evolve(root, { dryRun: true })).loci).toEqual(cold.loci);
});

test('what a person has to agree to is told, and kept on a branch here where that is asked for', async () => {
  await fixture.edit(`contracts/genes/${locus}.sg`, /risk:?\s+\w+/, 'risk high');
  fixture.commitAll();
  there('fetch', '--quiet', fixture.root, '+main:main');
  await host('lab-1', 10);
  const [root, main] = [decider('one'), there('rev-parse', 'main')];
  expect((await evolve(root)).loci[0]).toMatchObject({ action: 'propose', branch: null });
  const { loci, remote } = await evolve(root, { proposals: true });
  expect(loci[0]).toMatchObject({ action: 'propose', branch: { created: true } });
  expect(here(root, 'rev-parse', `${loci[0]?.branch?.name ?? ''}~1`)).toBe(main);
  expect([remote?.pushed, there('rev-parse', 'main')]).toEqual([false, main]);
});
