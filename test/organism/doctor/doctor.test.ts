import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { JournalFile } from '../../../src/kernel/journal/journal-file.ts';
import { hostTools } from '../../../src/kernel/observe/host-tools.ts';
import { LedgerWriter } from '../../../src/ledger/ledger-writer.ts';
import { checkClock } from '../../../src/organism/doctor/check-clock.ts';
import { checkJournals, checkLocks } from '../../../src/organism/doctor/check-leftovers.ts';
import { checkManager } from '../../../src/organism/doctor/check-manager.ts';
import { checkNode, checkPrivileges, checkTools } from '../../../src/organism/doctor/check-program.ts';
import { checkExchange, checkRemote, checkSignatures } from '../../../src/organism/doctor/check-remote.ts';
import { checkSetup } from '../../../src/organism/doctor/check-setup.ts';
import { checkLedger, diskFindings } from '../../../src/organism/doctor/check-state.ts';
import { examineHost, lookFor, type DoctorReport } from '../../../src/organism/doctor/doctor.ts';
import type { CheckResult, Scene } from '../../../src/organism/doctor/finding.ts';
import { readHostConfig } from '../../../src/organism/host/host-config.ts';
import { openWorkspace } from '../../../src/organism/workspace.ts';
import { environment, git, temporaryFolder } from '../host/host-fixture.ts';
import { hostTemplate, setUpHost, type HostTemplate, type SetUpHost } from '../host/set-up-host.ts';

const minute = 60_000;
const hour = 60 * minute;

function codes({ found }: CheckResult): readonly string[] {
  return found.map(({ code, severity }) => `${severity} ${code}`);
}

describe('what needs no host', () => {
  it.each([
    ['18.20.1', ['error node-too-old']],
    ['20.18.3', ['error node-too-old']],
    ['20.19.0', []],
    ['24.1.0', []],
  ])('Node %s', async (version, expected) => {
    expect(codes(await checkNode(version))).toEqual(expected);
  });

  it.each([
    [10, 1, ['disk-full']],
    [300, 1, ['disk-low']],
    [9000, 0.001, ['no-inodes']],
    [9000, 0.5, []],
  ])('%i MiB and a share of %f of the inodes', (mebibytes, inodes, expected) => {
    expect(diskFindings('/var', mebibytes * 1024 * 1024, inodes).map(({ code }) => code)).toEqual(expected);
  });
});

describe('on a host', () => {
  let template: HostTemplate;
  let host: SetUpHost;

  beforeAll(async () => {
    template = await hostTemplate();
  });
  afterAll(() => {
    template.remove();
  });
  beforeEach(() => {
    host = setUpHost(template);
  });

  async function scene(change: Partial<Scene> = {}): Promise<Scene> {
    return {
      config: await readHostConfig(),
      workspace: await openWorkspace(host.state),
      state: host.state,
      phenotype: 'default',
      kernel: 'mock',
      remote: template.publisher,
      journals: path.join(host.state, '.sg/host/journal'),
      tools: hostTools(),
      env: {},
      now: Date.now(),
      ...change,
    };
  }

  function examine(): Promise<DoctorReport> {
    const request = { start: host.state, phenotype: 'default', kernel: 'mock', remote: template.publisher } as const;
    return examineHost(request, hostTools());
  }

  /** Everything there is, with its content and its times. */
  function fingerprint(folder: string): string {
    const hash = createHash('sha256');
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
    for (const name of names) {
      const place = path.join(folder, name);
      const found = lstatSync(place);
      const content = found.isFile() ? readFileSync(place) : found.isSymbolicLink() ? readlinkSync(place) : '';
      hash.update(`${name} ${found.mode} ${found.mtimeMs} ${found.ino} `).update(content);
    }
    return hash.digest('hex');
  }

  describe('sg doctor', () => {
    it('finds a host in order, and changes nothing', async () => {
      // So many records that others would keep a checkpoint.
      const ledger = new LedgerWriter(path.join(host.state, '.sg/ledger'));
      for (let at = 0; at < 1_200; at += 1) {
        ledger.add({ t: 'breaker', at, locus: 'bridge_create', allele: 'a'.repeat(64), state: 'closed' });
      }
      ledger.close();
      const before = fingerprint(host.state);
      const report = await examine();
      expect(report.checks.flatMap(({ found }) => found).filter(({ severity }) => severity !== 'note')).toEqual([]);
      expect(report.ok).toBe(true);
      expect(fingerprint(host.state)).toBe(before);
      const exchange = report.checks.find(({ check }) => check === 'exchange');
      expect(exchange?.seen).toBe('pulled 0 minutes ago');
    });

    it('is not content with warnings', async () => {
      rmSync(path.join(host.state, '.sg/last-pull.json'));
      const report = await examine();
      expect(report.ok).toBe(false);
      expect(report.checks.flatMap(({ found }) => found.map(({ code }) => code))).toContain('never-pulled');
    });

    it('ends a check that hangs, and says so', async () => {
      const look = (): Promise<CheckResult> => new Promise(() => undefined);
      const report = await lookFor({ name: 'stuck', look }, await scene(), 20);
      expect(report.found[0]).toMatchObject({ code: 'check-timed-out', severity: 'warning' });
    });

    it('takes what this user may not see for no fault', async () => {
      const denied = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
      const report = await lookFor({ name: 'secret', look: () => Promise.reject(denied) }, await scene());
      expect(report.found).toMatchObject([{ code: 'not-visible', severity: 'note', mend: 'sudo sg doctor' }]);
    });

    it('does not hide a bug of its own', async () => {
      const look = (): Promise<CheckResult> => Promise.reject(new TypeError('x is undefined'));
      await expect(lookFor({ name: 'broken', look }, await scene())).rejects.toThrow('x is undefined');
    });

    it('gives a command with every finding', async () => {
      rmSync(path.join(host.state, '.sg/last-pull.json'));
      chmodSync(host.state, 0o777);
      const { checks } = await examine();
      const found = checks.flatMap((check) => check.found);
      expect(found.length).toBeGreaterThan(2);
      for (const { code, mend, message } of found) {
        expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
        expect(mend).toMatch(/^(sudo |sg |systemctl |chmod |apt-get |rm |journalctl |timedatectl |ps |grep |df )/);
        expect(message).toMatch(/\.$/);
      }
    });
  });

  describe('set-up and programs', () => {
    it('says where a machine is no host', async () => {
      expect(codes(await checkSetup(await scene({ config: undefined })))).toEqual(['note not-set-up']);
      expect(codes(await checkSetup(await scene({ state: '/no/such/place' })))).toEqual(['error no-state-folder']);
      chmodSync(host.state, 0o775);
      expect(codes(await checkSetup(await scene()))).toEqual(['error state-writable']);
    });

    it('names every tool that is missing, as gravely as it is needed', async () => {
      const tools = hostTools(temporaryFolder());
      expect(codes(await checkTools(await scene({ tools, kernel: 'networkmanager' })))).toEqual([
        'error no-ip',
        'error no-bridge',
        'warning no-perl',
        'error no-git',
      ]);
      expect(codes(await checkTools(await scene({ tools, remote: 'https://git.example/x.git' })))).toEqual([
        'note no-ip',
        'note no-bridge',
        'note no-perl',
        'note no-git',
      ]);
    });

    it('tells a tool that does not work from one that is not there', async () => {
      const folder = temporaryFolder();
      for (const name of ['ip', 'bridge', 'perl', 'git']) {
        writeFileSync(path.join(folder, name), `#!/bin/sh\necho "${name} 1"\nexit ${name === 'ip' ? 3 : 0}\n`);
        chmodSync(path.join(folder, name), 0o755);
      }
      const result = await checkTools(await scene({ tools: hostTools(folder), kernel: 'iproute2' }));
      expect(codes(result)).toEqual(['error broken-ip']);
      expect(result.seen).toContain('bridge 1');
    });

    it('knows who may change the network', async () => {
      const status = path.join(temporaryFolder(), 'status');
      writeFileSync(status, 'Name:\tnode\nCapEff:\t0000000000000000\n');
      const real = await scene({ kernel: 'iproute2' });
      expect(codes(await checkPrivileges(real, 0, status))).toEqual(['warning missing-capability']);
      expect(codes(await checkPrivileges(real, 1000, status))).toEqual(['note not-root']);
      writeFileSync(status, 'CapEff:\t0000000000003000\n');
      expect(codes(await checkPrivileges(real, 0, status))).toEqual([]);
    });

    it('says when the bus is not there', async () => {
      environment('DBUS_SYSTEM_BUS_ADDRESS', `unix:path=${temporaryFolder()}/none`);
      const result = await checkManager(await scene({ kernel: 'networkmanager' }));
      expect(result.found).toMatchObject([{ code: 'dbus-unavailable', mend: 'systemctl start dbus' }]);
    });
  });

  describe('clock', () => {
    it('went back behind what was pulled and when', async () => {
      const commit = Number(await git(host.state, 'log', '-1', '--format=%ct', 'refs/sg/good/default')) * 1000;
      expect(codes(await checkClock(await scene({ now: commit - hour })))).toEqual([
        'error clock-behind',
        'error clock-went-back',
      ]);
      expect(codes(await checkClock(await scene()))).toEqual([]);
    });

    it.each([
      [0, []],
      [-hour, ['warning clock-skewed']],
      [hour, ['warning clock-skewed']],
    ])('is compared with the remote, %i ms away', async (away, expected) => {
      const server = createServer((_, response) => {
        response.sendDate = false;
        response.setHeader('Date', new Date(Date.now() + away).toUTCString());
        response.writeHead(401).end();
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => {
        server.close();
      });
      const remote = `http://127.0.0.1:${(server.address() as AddressInfo).port}/genome.git`;
      expect(codes(await checkClock(await scene({ remote })))).toEqual(expected);
    });
  });

  describe('remote', () => {
    it('has the phenotype, or not', async () => {
      expect(codes(await checkRemote(await scene()))).toEqual([]);
      expect(codes(await checkRemote(await scene({ phenotype: 'edge' })))).toEqual(['error phenotype-not-published']);
    });

    it('is reached, or not', async () => {
      const codesOf = async (remote: string): Promise<readonly string[]> =>
        codes(await checkRemote(await scene({ remote })));
      expect(await codesOf('elsewhere')).toEqual(['error unknown-remote']);
      expect(await codesOf('http://127.0.0.1:9/genome.git')).toEqual(['error remote-unreachable']);
    });

    it('asks for a token that only the services have', async () => {
      const server = createServer((_, response) => {
        response.writeHead(401).end();
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => {
        server.close();
      });
      const remote = `http://127.0.0.1:${(server.address() as AddressInfo).port}/genome.git`;
      expect(codes(await checkRemote(await scene({ remote })))).toEqual(['warning remote-asks-for-token']);
      const env = { SG_TOKEN: 'wrong' };
      expect(codes(await checkRemote(await scene({ remote, env })))).toEqual(['error remote-refused']);
    });

    it('is another one than origin', async () => {
      await git(host.state, 'remote', 'set-url', 'origin', '/srv/other.git');
      expect(codes(await checkRemote(await scene()))).toEqual(['warning remote-differs']);
    });

    it('was last heard of long ago', async () => {
      expect(codes(await checkExchange(await scene({ now: Date.now() + 5 * hour })))).toEqual([]);
      const late = await checkExchange(await scene({ now: Date.now() + 50 * hour }));
      expect(late.found).toMatchObject([{ code: 'pull-overdue', mend: 'systemctl start sg-pull.service' }]);
      expect(late.seen).toBe('pulled 2 days ago');
    });
  });

  describe('signatures', () => {
    it('are not asked for, cannot be checked, or anybody says whose count', async () => {
      expect(codes(await checkSignatures(await scene()))).toEqual(['note unsigned-accepted']);
      const file = path.join(temporaryFolder(), 'signers');
      const config = { file: host.config, state: host.state, 'allowed-signers': file };
      expect(codes(await checkSignatures(await scene({ config })))).toEqual(['error signature-policy-invalid']);
      const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJl3dIeudNqd0DPMRD6OIh65tjkxFNOtwGcWB2gCgPhk';
      writeFileSync(file, `release@example.com ${key}\n`);
      expect(codes(await checkSignatures(await scene({ config })))).toEqual([]);
      chmodSync(file, 0o666);
      expect(codes(await checkSignatures(await scene({ config })))).toEqual(['error allowed-signers-writable']);
    });
  });

  describe('what was left behind', () => {
    it("git's own locks, when they are old", async () => {
      const lock = path.join(host.state, '.git/refs/heads/fitness/h 1.lock');
      mkdirSync(path.dirname(lock), { recursive: true });
      writeFileSync(lock, '');
      expect(codes(await checkLocks(await scene()))).toEqual([]);
      const past = new Date(Date.now() - 5 * minute);
      utimesSync(lock, past, past);
      const { found } = await checkLocks(await scene());
      expect(found).toMatchObject([{ code: 'git-lock-left', mend: `rm '${lock}'` }]);
    });

    it('a lock that is held too long', async () => {
      const place = path.join(host.state, '.sg/host/lock');
      mkdirSync(place, { recursive: true });
      const turn = { over: false, pid: process.pid, start: null, boot: null, namespace: null, label: 'run x' };
      const holder = { ...turn, namespace: readlinkSync('/proc/self/ns/pid') };
      writeFileSync(path.join(place, '1'), JSON.stringify({ ...holder, since: new Date().toISOString() }));
      expect(codes(await checkLocks(await scene()))).toEqual([]);
      expect(codes(await checkLocks(await scene({ now: Date.now() + 3 * hour })))).toEqual(['warning lock-held-long']);
      // While somebody is at work, an open journal is theirs.
      const journal = await openJournal();
      expect(codes(await checkJournals(await scene()))).toEqual([]);
      await journal.close(true);
    });

    async function openJournal(): Promise<JournalFile> {
      const state = { links: [], routes: [], fdb: [], neighbours: [] };
      return JournalFile.create(path.join(host.state, '.sg/host/journal'), {
        t: 'begin',
        version: 1,
        label: 'run 01 bridge_create',
        at: 1,
        kernel: 'iproute2',
        pid: 1,
        boot: null,
        network: null,
        state: state,
      });
    }

    it('work that was cut off, or could not be undone', async () => {
      const journal = await openJournal();
      const cut = await checkJournals(await scene());
      expect(cut.found).toMatchObject([{ code: 'journal-open', mend: 'sudo sg recover' }]);
      expect(cut.found[0]?.message).toContain('run 01 bridge_create');
      await journal.close(false);
      expect(codes(await checkJournals(await scene()))).toEqual(['error journal-incomplete']);
    });

    it('verifications that nobody made', async () => {
      const allele = 'a'.repeat(64);
      const common = { run: 'r1', attempt: 1, at: 1000, locus: 'bridge_create', allele };
      const ledger = new LedgerWriter(path.join(host.state, '.sg/ledger'));
      const about = { target: 'bridge_create', phenotype: 'default', kernel: 'iproute2', pid: process.pid };
      ledger.add({ t: 'run', run: 'r1', at: 1000, ...about });
      ledger.add({ t: 'intent', ...common, step: 's', contract: allele, input: allele });
      ledger.add({ t: 'outcome', ...common, outcome: 'ok', operations: 1 });
      const check = [{ target: 'check_bridge_state', arguments: { bridge_name: 'br0' } }];
      ledger.add({ t: 'due', ...common, timescale: 'resilience', notBefore: 4600, check });
      ledger.add({ t: 'end', run: 'r1', at: 1001, ok: true, rolledBack: false });
      ledger.close();
      const kernel = 'iproute2';
      expect(codes(await checkLedger(await scene({ kernel, now: 4_700_000 })))).toEqual([]);
      expect(codes(await checkLedger(await scene({ kernel, now: 9_000_000 })))).toEqual(['warning dues-overdue']);
      const [segment = ''] = readdirSync(path.join(host.state, '.sg/ledger')).filter((name) =>
        name.endsWith('.ledger'),
      );
      writeFileSync(path.join(host.state, '.sg/ledger', segment), '\nnonsense\n', { flag: 'a' });
      expect(codes(await checkLedger(await scene({ now: 0 })))).toEqual(['warning ledger-damaged']);
    });
  });
});
