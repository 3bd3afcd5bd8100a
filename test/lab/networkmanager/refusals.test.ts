import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Iproute2Kernel } from '../../../src/kernel/iproute2/iproute2-kernel.ts';
import { openManager } from '../../../src/kernel/networkmanager/open-manager.ts';
import { hostTools } from '../../../src/kernel/observe/host-tools.ts';
import { describeLab } from '../lab.ts';
import { ManagedPath } from '../management-path.ts';
import { freshManagedNetwork, nmcli, restartManager, savedProfiles, startManager, stopManager } from '../manager.ts';
import { ip } from '../network.ts';
import { takesPorts, takesPortsAndRests } from '../planted.ts';

const program = path.join(import.meta.dirname, '..', 'programs', 'begin.ts');
const input = { bridge_name: 'br0', interfaces: ['eth1', 'eth2'] };

/** As Debian numbers them. */
const users = { daemon: { uid: 1, gid: 1 }, nobody: { uid: 65_534, gid: 65_534 } } as const;

interface Said {
  readonly code: string | null;
  readonly exitStatus?: number;
  readonly message?: string;
  readonly hint?: string;
}

describeLab('networkmanager', 'what makes sg refuse, before anything is changed', () => {
  let folder: string;
  let host: ManagedPath;
  let before: string;
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'sg-lab-'));
    chmodSync(folder, 0o777);
    mkdirSync(path.join(folder, 'journals'));
    chmodSync(path.join(folder, 'journals'), 0o777);
    await freshManagedNetwork();
    host = await ManagedPath.on('networkmanager', '', [takesPorts]);
    before = await host.picture();
  });
  afterEach(async () => {
    expect(readdirSync(path.join(folder, 'journals'))).toEqual([]);
    rmSync(folder, { recursive: true });
    expect(await host.picture()).toBe(before);
    expect(savedProfiles()).toEqual([]);
  });

  /** Begins a transaction as another user. @param how further options of setpriv */
  function beginAs(user: keyof typeof users, kernel: string, ...how: readonly string[]): Said {
    const { uid, gid } = users[user];
    const drop = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...how];
    const node = [process.execPath, '--import', 'tsx', program, path.join(folder, 'journals'), kernel];
    const options = {
      encoding: 'utf8',
      timeout: 30_000,
      env: { ...process.env, TMPDIR: folder, HOME: folder },
    } as const;
    const { stdout, stderr } = spawnSync('setpriv', [...drop, ...node], options);
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as Said;
  }

  const administrator = ['--inh-caps=+net_admin,+net_raw', '--ambient-caps=+net_admin,+net_raw'];

  it('a device NetworkManager does not manage: says how to hand it over', async () => {
    nmcli('device', 'set', 'eth2', 'managed', 'no');
    await expect.poll(() => nmcli('-t', '-f', 'DEVICE,STATE', 'device')).toContain('eth2:unmanaged');
    ip('link', 'set', 'dev', 'eth2', 'up');
    before = await host.picture();
    const report = await host.run('bridge_create', input);
    expect(report).toMatchObject({ ok: false, failure: { kind: 'environment' } });
    expect(report.failure?.message).toContain('`nmcli device set eth2 managed yes`');
    nmcli('device', 'set', 'eth2', 'managed', 'yes');
    await expect.poll(() => nmcli('-t', '-f', 'DEVICE,STATE', 'device')).toContain('eth2:disconnected');
  });

  it('NetworkManager does not run', async () => {
    await stopManager();
    await expect(host.run('bridge_create', input)).rejects.toMatchObject({
      code: 'networkmanager-unavailable',
      exitStatus: 4,
      hint: expect.stringContaining('systemctl start NetworkManager') as string,
    });
    await startManager();
  });

  it("another tool's checkpoint is in force", async () => {
    const manager = await openManager();
    const theirs = await manager.createCheckpoint(60);
    await expect(host.run('bridge_create', input)).rejects.toMatchObject({
      code: 'checkpoint-in-force',
      exitStatus: 4,
    });
    expect((await manager.look()).checkpoints).toMatchObject([{ path: theirs }]);
    await manager.destroyCheckpoint(theirs);
    manager.close();
  });

  it('the bus lets the user not through to NetworkManager', () => {
    expect(beginAs('daemon', 'networkmanager', ...administrator)).toMatchObject({
      code: 'networkmanager-not-permitted',
      exitStatus: 4,
      hint: expect.stringContaining('Run sg as root') as string,
    });
  });

  it('polkit lets the user do nothing', async () => {
    const file = '/etc/NetworkManager/conf.d/99-lab.conf';
    writeFileSync(file, '[main]\nauth-polkit=root-only\n');
    await restartManager();
    try {
      expect(beginAs('nobody', 'networkmanager', ...administrator)).toMatchObject({
        code: 'checkpoint-failed',
        exitStatus: 4,
        hint: expect.stringContaining('checkpoint-rollback') as string,
      });
    } finally {
      rmSync(file);
      await restartManager();
    }
  });

  it.each(['iproute2', 'networkmanager'])('not root, on %s', (kernel) => {
    expect(beginAs('nobody', kernel)).toMatchObject({
      code: 'kernel-unavailable',
      exitStatus: 4,
      message: expect.stringContaining('needs root') as string,
      hint: expect.stringContaining('sudo') as string,
    });
  });

  it('ip is not installed', async () => {
    const tools = hostTools(path.join(folder, 'nothing'));
    await expect(Iproute2Kernel.open({ journals: folder, tools })).rejects.toMatchObject({
      code: 'kernel-unavailable',
      exitStatus: 4,
      message: expect.stringContaining('ip is not installed (package iproute2)') as string,
    });
  });
});

describeLab('networkmanager', 'an interface that disappears while a gene works', () => {
  it('ends the run, everything else is undone, and what is missing is named', async () => {
    await freshManagedNetwork();
    const host = await ManagedPath.on('networkmanager', '', [takesPortsAndRests]);
    const running = host.run('bridge_create', input);
    const bridge = (): boolean => spawnSync('ip', ['link', 'show', 'master', 'br0'], { stdio: 'ignore' }).status === 0;
    await expect.poll(bridge, { timeout: 30_000 }).toBe(true);
    ip('link', 'delete', 'dev', 'wire2');
    const report = await running;
    expect(report).toMatchObject({ ok: false });
    const left = report.steps[0]?.attempts[0]?.rolledBack?.differences.map((difference) => difference.path);
    expect(left).toEqual(expect.arrayContaining(['links.eth2', 'links.wire2']));
    expect(ip('link')).not.toContain('br0');
    expect(savedProfiles()).toEqual([]);
  });
});
