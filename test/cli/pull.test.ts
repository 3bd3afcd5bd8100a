import { execFile, execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { runningTree } from '../../src/organism/host/host-place.ts';
import { git, Publisher, SharedForge, temporaryFolder } from '../organism/host/host-fixture.ts';
import { sg, type SgResult } from '../helpers/sg.ts';

const exec = promisify(execFile);
const locus = 'bridge_create';
const branch = 'refs/heads/phenotype/default';

const shared = SharedForge.forFile();
let publisher: Publisher;

beforeEach(async () => {
  publisher = Publisher.make(shared.template);
  await git(shared.forge.state.git.dir, 'update-ref', '-d', branch);
});

function sgPull(root: string, ...more: readonly string[]): Promise<SgResult> {
  return sg(['pull', ...more], { cwd: root, env: { SG_TOKEN: shared.forge.token } });
}

async function host(root = temporaryFolder()): Promise<string> {
  await publisher.publish('origin');
  const first = await sgPull(root, '--remote', shared.forge.remote);
  expect([first.status, first.stderr]).toEqual([0, '']);
  expect(first.stdout).toMatch(/^pulled {2}phenotype default at [0-9a-f]{12}/);
  return root;
}

/** Puts a tree that `sg publish` would refuse on the branch. */
async function tampered(): Promise<void> {
  const root = temporaryFolder();
  await exec('git', ['clone', '--quiet', '--branch', 'phenotype/default', shared.forge.state.git.dir, root]);
  appendFileSync(path.join(root, publisher.allele(locus).file), '\n// tampered\n');
  await git(root, 'commit', '--quiet', '-a', '-m', 'tampered');
  await git(root, 'push', '--quiet', 'origin', 'HEAD');
}

/** It ends with `status`, says `message` and nothing secret, and what ran before runs. */
async function refuses(
  root: string,
  [status, message]: readonly [number, RegExp],
  ...more: readonly string[]
): Promise<void> {
  const before = realpathSync(runningTree(root));
  const refused = await sgPull(root, ...more);
  expect({ message: String(message), status: refused.status, stdout: refused.stdout }).toEqual({
    message: String(message),
    status,
    stdout: '',
  });
  expect(refused.stderr).toMatch(message);
  expect(refused.stderr).not.toContain(shared.forge.token);
  expect(realpathSync(runningTree(root))).toBe(before);
}

async function expectRuns(root: string): Promise<void> {
  const ran = await sg(
    ['run', locus, '--input', '{"bridge_name": "br7", "interfaces": ["eth1"]}', '--dry-run', '--json'],
    { cwd: root },
  );
  expect(ran.json()).toMatchObject({ ok: true });
}

describe('sg pull', () => {
  it('refuses what is tampered with, and history that went back; a dead remote it leaves for later', async () => {
    const root = await host();
    const first = await git(shared.forge.state.git.dir, 'rev-parse', branch);

    await tampered();
    await refuses(root, [3, /does not check: Expected the bytes of [^]*SHA-256[^]*keeps running/]);
    await git(shared.forge.state.git.dir, 'update-ref', branch, first);

    await publisher.change('second');
    await publisher.publish('origin');
    const second = await sgPull(root, '--json');
    expect(second.json()).toMatchObject({ ok: true, changed: true, before: first });
    await git(shared.forge.state.git.dir, 'update-ref', branch, first);
    await refuses(root, [3, /older[^]*--trust/]);

    await refuses(
      root,
      [4, /Cannot reach http:\/\/127\.0\.0\.1:1[^]*Nothing was changed/],
      '--remote',
      'http://127.0.0.1:1/x.git',
    );
    const json = await sgPull(root, '--remote', 'http://127.0.0.1:1/x.git', '--json');
    expect(json.status).toBe(4);
    expect(json.json()).toMatchObject({ ok: false, error: { code: 'remote-unreachable' } });
    await expectRuns(root);
  });

  it('refuses a phenotype that nobody signed, or somebody else', async () => {
    const keys = mkdtempSync(path.join(tmpdir(), 'sg-keys-'));
    onTestFinished(() => {
      rmSync(keys, { recursive: true, force: true });
    });
    const file = (name: string): string => path.join(keys, name);
    for (const name of ['alice', 'mallory']) {
      await exec('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file(name)]);
    }
    writeFileSync(file('signers'), `alice@example.org ${readFileSync(file('alice.pub'), 'utf8')}`);
    const root = await host();
    await publisher.change('next');
    await publisher.publish('origin');
    await refuses(root, [3, /it is not signed/], '--allowed-signers', file('signers'));
    await publisher.change('by mallory');
    await publisher.publish('origin', file('mallory'));
    await refuses(root, [3, /nobody with that key may sign/], '--allowed-signers', file('signers'));
    await publisher.change('by alice');
    await publisher.publish('origin', file('alice'));
    const taken = await sgPull(root, '--allowed-signers', file('signers'));
    expect([taken.status, taken.stderr]).toEqual([0, '']);
    expect(taken.stdout).toContain('signed by alice@example.org');
  });

  const mayMount = process.getuid?.() === 0 && process.platform === 'linux';

  it.runIf(mayMount)('on a full disk says so, and takes it when there is room again', async ({ skip }) => {
    const root = temporaryFolder();
    try {
      await exec('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'sg-test', root]);
    } catch {
      skip('a container may be root and still not mount');
    }
    onTestFinished(() => {
      execFileSync('umount', ['-l', root]);
    });
    await host(root);
    await publisher.change('x'.repeat(3000));
    await publisher.publish('origin');
    const fill = path.join(root, 'fill');
    await exec('sh', ['-c', `dd if=/dev/zero of=${fill} bs=4096 2>/dev/null || true`]);
    await refuses(root, [4, /ENOSPC|no space/i]);
    rmSync(fill);
    const again = await sgPull(root);
    expect([again.status, again.stderr]).toEqual([0, '']);
    await expectRuns(root);
  });
});
