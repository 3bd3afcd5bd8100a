import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { projectRoot } from '../../helpers/project-root.ts';
import { blocksOf, scriptOf } from '../../handbook/page.ts';
import { publisherTemplate } from '../../organism/host/host-fixture.ts';
import { gatewayReaches, plugInGateway, unplugGateway } from '../gateway.ts';
import { describeLab } from '../lab.ts';
import { freshManagedNetwork, profileForManagement, savedProfiles } from '../manager.ts';

/** What a host's set-up writes to: empty, and for this mount namespace only. */
const places = ['/etc/sg', '/etc/systemd/system', '/var/lib/sg'] as const;

/** Where root's services may start the program from, wherever the project lies. */
const program = '/run/sg-program';

describeLab('networkmanager', 'docs/hosts.md', () => {
  let made: readonly string[];
  let home: string;

  beforeAll(async () => {
    made = places.filter((place) => !existsSync(place));
    for (const place of made) mkdirSync(place, { recursive: true });
    for (const place of places) execFileSync('mount', ['-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', place]);
    mkdirSync(program);
    execFileSync('mount', ['--bind', projectRoot, program]);
    home = mkdtempSync(path.join(tmpdir(), 'sg-handbook-'));
    mkdirSync(path.join(home, '.bin'));
    symlinkSync(path.join(program, 'bin/run.js'), path.join(home, '.bin', 'sg'));
    await cloneOfGenome();
    await freshManagedNetwork();
    plugInGateway();
    profileForManagement();
    await vi.waitUntil(gatewayReaches, { timeout: 10_000 });
  });

  afterAll(() => {
    unplugGateway();
    for (const place of [...places, program]) spawnSync('umount', [place]);
    rmdirSync(program);
    for (const place of made) rmdirSync(place);
    rmSync(home, { recursive: true, force: true });
  });

  /** `$REMOTE`, and the maintainer's clone of it in ~/genome. */
  async function cloneOfGenome(): Promise<void> {
    const publisher = await publisherTemplate();
    const remote = path.join(home, 'genome.git');
    execFileSync('git', ['clone', '--quiet', '--bare', publisher, remote]);
    execFileSync('git', ['clone', '--quiet', remote, path.join(home, 'genome')]);
    rmSync(publisher, { recursive: true, force: true });
  }

  function environment(): NodeJS.ProcessEnv {
    const { PATH = '', DBUS_SYSTEM_BUS_ADDRESS } = process.env;
    const author = { GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.org' };
    const committer = { GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.org', GIT_CONFIG_NOSYSTEM: '1' };
    const page = { REMOTE: path.join(home, 'genome.git'), TOKEN: 'secret' };
    const person = { PATH: `${path.join(home, '.bin')}:${PATH}`, HOME: home, LC_ALL: 'C.UTF-8', NO_COLOR: '1' };
    return { ...person, ...author, ...committer, ...page, DBUS_SYSTEM_BUS_ADDRESS };
  }

  function carriedOut(script: string): Promise<string> {
    return new Promise((resolve) => {
      const child = spawn('bash', ['-c', script], { cwd: home, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
      let tail = '';
      const keep = (text: Buffer): void => {
        tail = (tail + text.toString()).slice(-6_000);
        if (process.env['LAB_TELL'] === '1') process.stdout.write(text);
      };
      child.stdout.on('data', keep);
      child.stderr.on('data', keep);
      child.on('close', (status) => {
        resolve(`${status ?? 'killed'}\n${tail}`);
      });
    });
  }

  it('every command for a host works, in its order, and leaves the path the host is reached by alone', async () => {
    const blocks = blocksOf('docs/hosts.md').filter(({ words }) => words.includes('host'));
    expect(blocks.length).toBeGreaterThan(5);
    expect(await carriedOut(scriptOf(blocks))).toMatch(/^0\n/);
    expect(gatewayReaches()).toBe(true);
    expect(savedProfiles()).toContain('management');
    expect(readdirSync('/etc/systemd/system')).toEqual([]);
  });
});
