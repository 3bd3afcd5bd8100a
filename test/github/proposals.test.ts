import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { commentOnce } from '../../src/github/comment-once.ts';
import { connectGitHub } from '../../src/github/connect-github.ts';
import { dispatchWorkflow } from '../../src/github/dispatch-workflow.ts';
import { findProposal } from '../../src/github/find-proposal.ts';
import { githubAddress } from '../../src/github/github-address.ts';
import type { GitHub } from '../../src/github/github.ts';
import { openProposal } from '../../src/github/open-proposal.ts';
import type { Proposal } from '../../src/github/proposal.ts';
import { reportCheck } from '../../src/github/report-check.ts';
import { startForge, type Forge } from './forge/forge.ts';

let forge: Forge;
let github: GitHub;

beforeEach(async () => {
  forge = await startForge();
  github = connection(forge);
  await pushBranches(forge);
  onTestFinished(async () => {
    await forge.close();
    expect(forge.contradictions).toEqual([]);
  });
});

function connection({ remote, apiUrl, token }: Forge, timeoutMs = 5_000): GitHub {
  return connectGitHub({
    address: githubAddress(remote, apiUrl),
    token,
    timeoutMs,
    patienceSeconds: 2,
    unpaced: true,
    backOffMs: 20,
  });
}

/** Real commits, pushed over real HTTP with the forge's credentials. */
async function pushBranches({ remote, token }: Forge): Promise<void> {
  const dir = mkdtempSync(path.join(tmpdir(), 'sg-push-'));
  const git = async (...args: readonly string[]): Promise<void> => {
    const person = ['-c', 'user.name=A', '-c', 'user.email=a@example.com'];
    await promisify(execFile)('git', [...person, ...args], { cwd: dir, timeout: 20_000 });
  };
  await git('init', '--quiet', '--initial-branch=main');
  await git('commit', '--quiet', '--allow-empty', '-m', 'main');
  await git('switch', '--quiet', '-c', proposal.head);
  writeFileSync(path.join(dir, 'allele.ts'), 'export {};\n');
  await git('add', '.');
  await git('commit', '--quiet', '-m', 'mutant');
  await git('push', '--quiet', remote.replace('//', `//x:${token}@`), 'main', proposal.head);
  rmSync(dir, { recursive: true, force: true });
}

const proposal: Proposal = {
  head: 'mutation/bridge_uplink/0123456789ab',
  base: 'main',
  title: 'bridge_uplink: announce the bridge after a move',
  body: '## What failed\n\nTraffic was lost.\n',
  labels: ['sg', 'locus:bridge_uplink', 'risk:medium'],
  signature: 'bridge_uplink:unhealthy:7f3a',
};

describe('openProposal', () => {
  it('opens one labelled pull request from a pushed branch', async () => {
    const { pullRequest, created } = await openProposal(github, proposal);
    expect(created).toBe(true);
    expect(pullRequest).toMatchObject({ number: 1, head: proposal.head });
    expect(pullRequest.headSha).toBe(await forge.state.git.sha(proposal.head));
    expect(forge.state.pulls[0]?.labels).toEqual(proposal.labels);
  });

  it('does nothing the second time, and keeps the labels people added', async () => {
    await openProposal(github, proposal);
    forge.state.pulls[0]?.labels.push('help wanted');
    const before = forge.requests.length;
    const again = await openProposal(github, proposal);
    expect(again).toMatchObject({ created: false, pullRequest: { number: 1 } });
    expect(forge.requests.slice(before).every((request) => request.startsWith('GET'))).toBe(true);
    expect(forge.state.pulls[0]?.labels).toContain('help wanted');
  });

  it('rewrites the body of the same failure when it has something new to say', async () => {
    await openProposal(github, proposal);
    await openProposal(github, { ...proposal, body: '## What failed\n\nOn 50 hosts.\n' });
    expect(forge.state.pulls).toHaveLength(1);
    expect(forge.state.pulls[0]?.body).toContain('On 50 hosts.');
  });

  it('completes what a crash left: a pull request whose answer was lost, without labels', async () => {
    forge.befall({ status: 502, carriedOut: true, when: (method) => method === 'POST' });
    const { created } = await openProposal(github, proposal).catch(() => ({ created: undefined }));
    expect(forge.state.pulls).toHaveLength(1);
    const again = await openProposal(github, proposal);
    expect(created ?? again.created).toBe(false);
    expect(forge.state.pulls).toHaveLength(1);
    expect(forge.state.pulls[0]?.labels).toEqual(proposal.labels);
  });

  it('opens another one for another failure, and a new one when the old is closed', async () => {
    await openProposal(github, proposal);
    expect(await findProposal(github, 'bridge_uplink:other:1')).toBeUndefined();
    const [first] = forge.state.pulls;
    if (first !== undefined) first.state = 'closed';
    const { created, pullRequest } = await openProposal(github, proposal);
    expect({ created, number: pullRequest.number }).toEqual({ created: true, number: 2 });
  });

  it('a signature can not end the comment that carries it', async () => {
    const { pullRequest } = await openProposal(github, { ...proposal, signature: 'x --> <b>shown</b>' });
    expect(pullRequest.body.match(/-->/g)).toHaveLength(1);
    expect(await findProposal(github, 'x --> <b>shown</b>')).toMatchObject({ number: 1 });
  });

  it('says what GitHub said when the branch was never pushed', async () => {
    await expect(openProposal(github, { ...proposal, head: 'mutation/none' })).rejects.toMatchObject({
      code: 'github-invalid',
      message: expect.stringContaining('open a pull request: 422') as unknown,
    });
  });
});

describe('commentOnce', () => {
  it('tells news once', async () => {
    const { pullRequest } = await openProposal(github, proposal);
    expect(await commentOnce(github, pullRequest.number, 'hosts:10', 'Seen on 10 hosts.')).toBe(true);
    expect(await commentOnce(github, pullRequest.number, 'hosts:10', 'Seen on 10 hosts.')).toBe(false);
    expect(await commentOnce(github, pullRequest.number, 'hosts:100', 'Seen on 100 hosts.')).toBe(true);
    expect(forge.state.comments).toHaveLength(2);
  });
});

describe('reportCheck', () => {
  it('puts a check on the head commit and brings the same one up to date', async () => {
    const headSha = (await forge.state.git.sha(proposal.head)) ?? '';
    const check = { name: 'sg arena', headSha, title: 'better', summary: 'w 7, l 0' } as const;
    const { url } = await reportCheck(github, { ...check, conclusion: 'failure' });
    await reportCheck(github, { ...check, conclusion: 'success', summary: 'x'.repeat(70_000) });
    expect(url).toContain('/runs/1');
    expect(forge.state.checks).toMatchObject([{ conclusion: 'success', status: 'completed' }]);
    expect(forge.state.checks[0]?.summary?.length).toBe(65_535);
  });
});

describe('dispatchWorkflow', () => {
  it('starts a workflow that is there', async () => {
    forge.state.workflows.add('arena.yml');
    await dispatchWorkflow(github, 'arena.yml', 'main', { pull_request: '1' });
    expect(forge.state.dispatches).toEqual([{ workflow: 'arena.yml', ref: 'main', inputs: { pull_request: '1' } }]);
  });

  it('names the one that is not', async () => {
    await expect(dispatchWorkflow(github, 'none.yml', 'main', {})).rejects.toMatchObject({
      code: 'github-not-found',
      message: expect.stringContaining('none.yml') as unknown,
    });
  });
});

describe('when GitHub does not answer as it should', () => {
  it('tries again after a server error, a bounded number of times', async () => {
    forge.befall({ status: 500, body: { message: 'Server Error' } });
    expect(await findProposal(github, 'x')).toBeUndefined();
    for (let round = 0; round < 10; round += 1) forge.befall({ status: 503, body: { message: 'Unavailable' } });
    await expect(findProposal(github, 'x')).rejects.toMatchObject({ code: 'github-unreachable', exitStatus: 4 });
    expect(forge.requests.length).toBeLessThan(8);
  });

  it('waits for a short rate limit and gives up on a long one, saying when it opens', async () => {
    const limited = (seconds: number): void => {
      const reset = String(Math.floor(Date.now() / 1000) + seconds);
      const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
      forge.befall({ status: 403, body: { message: 'API rate limit exceeded' }, headers });
    };
    limited(0);
    expect(await findProposal(github, 'x')).toBeUndefined();
    limited(3600);
    await expect(findProposal(github, 'x')).rejects.toMatchObject({
      code: 'github-rate-limit',
      message: expect.stringMatching(/opens again at 20\d\d-/) as unknown,
    });
  });

  it('gives up on a slow answer', async () => {
    for (let round = 0; round < 3; round += 1) forge.befall({ delayMs: 600 });
    await expect(findProposal(connection(forge, 200), 'x')).rejects.toMatchObject({ code: 'github-unreachable' });
  });

  it('never shows the token', async () => {
    const wrong = connectGitHub({ address: githubAddress(forge.remote, forge.apiUrl), token: 'secret-token-77' });
    const error: unknown = await openProposal(wrong, proposal).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'github-refused', exitStatus: 2 });
    expect(JSON.stringify([error, (error as Error).message, (error as Error).stack])).not.toContain('secret-token-77');
  });
});
