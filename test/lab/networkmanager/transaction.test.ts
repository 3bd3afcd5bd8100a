import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { recoverHost } from '../../../src/kernel/iproute2/recover-host.ts';
import type { Transaction } from '../../../src/kernel/kernel.ts';
import { asNetworkSnapshot } from '../../../src/kernel/network-snapshot.ts';
import type { NetworkManager } from '../../../src/kernel/networkmanager/network-manager.ts';
import { NetworkManagerKernel } from '../../../src/kernel/networkmanager/networkmanager-kernel.ts';
import { openManager } from '../../../src/kernel/networkmanager/open-manager.ts';
import { recoverManager } from '../../../src/kernel/networkmanager/recover-manager.ts';
import { hostTools } from '../../../src/kernel/observe/host-tools.ts';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import type { Json } from '../../../src/model/json.ts';
import { describeLab } from '../lab.ts';
import {
  activeProfiles,
  freshManagedNetwork,
  nmcli,
  restartManager,
  savedProfiles,
  startManager,
  stopManager,
} from '../manager.ts';
import { bridge, ip } from '../network.ts';

const proven = { proven: true, differences: [] };

function checkpoints(): string {
  const call = ['--system', '--print-reply', '--dest=org.freedesktop.NetworkManager'];
  const get = ['org.freedesktop.DBus.Properties.Get', 'string:org.freedesktop.NetworkManager', 'string:Checkpoints'];
  return execFileSync('dbus-send', [...call, '/org/freedesktop/NetworkManager', ...get], { encoding: 'utf8' });
}

describeLab('networkmanager', 'a transaction on the networkmanager kernel', () => {
  let folder: string;
  let kernel: NetworkManagerKernel;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sg-lab-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    await freshManagedNetwork();
    kernel = await NetworkManagerKernel.open({ journals: folder });
  });
  afterEach(() => kernel.close());

  async function call(transaction: Transaction, operation: string, ...args: readonly Json[]): Promise<Json> {
    return transaction.port().call(operation, args);
  }

  it('keeps what is committed in profiles, and leaves no journal and no checkpoint', async () => {
    const transaction = await kernel.begin({ label: 'test' });
    await call(transaction, 'createBridge', 'br0', { ports: ['eth1', 'eth2'], mac: '02:00:00:00:00:01' });
    expect(checkpoints()).toContain('Checkpoint/');
    await transaction.commit();
    expect(checkpoints()).not.toContain('Checkpoint/');
    expect(await readdir(folder)).toEqual([]);
    expect(ip('-o', 'link', 'show', 'master', 'br0')).toMatch(/eth1.*\n.*eth2/);
    expect(savedProfiles()).toEqual(['sg-br0', 'sg-eth1', 'sg-eth2']);
    expect(activeProfiles()).toEqual(['br0:sg-br0', 'eth1:sg-eth1', 'eth2:sg-eth2']);
    expect(await kernel.observer().call('bridge', ['br0'])).toMatchObject({
      mac: '02:00:00:00:00:01',
      up: true,
      ports: [{ name: 'eth1' }, { name: 'eth2' }],
    });
  });

  it('undoes what is rolled back, profiles included', async () => {
    const before = canonicalJson(await kernel.snapshot());
    const transaction = await kernel.begin({ label: 'test' });
    await call(transaction, 'createBridge', 'br0', { ports: ['eth1', 'eth2'], stp: true, forwardDelay: 4 });
    await call(transaction, 'setMtu', 'eth3', 1400);
    expect(await transaction.rollback()).toEqual(proven);
    expect(canonicalJson(await kernel.snapshot())).toBe(before);
    expect(savedProfiles()).toEqual([]);
    expect(checkpoints()).not.toContain('Checkpoint/');
    expect(await readdir(folder)).toEqual([]);
  });

  it('goes back to savepoints: to the profiles and devices there were', async () => {
    const transaction = await kernel.begin({ label: 'test' });
    await call(transaction, 'createBridge', 'br0', { ports: ['eth1'], mac: '02:00:00:00:00:01' });
    bridge('fdb', 'add', '02:00:00:00:00:99', 'dev', 'eth1', 'master', 'static');
    ip('link', 'set', 'dev', 'eth1', 'mtu', '1400');
    const point = await transaction.savepoint();
    await call(transaction, 'attachPort', 'br0', 'eth2');
    await call(transaction, 'deleteBridge', 'br0');
    expect(savedProfiles()).toEqual([]);
    expect(await point.restore()).toEqual(proven);
    expect(canonicalJson(await kernel.snapshot())).toBe(canonicalJson(point.world));
    expect(activeProfiles()).toEqual(['br0:sg-br0', 'eth1:sg-eth1']);
    // Neither of which NetworkManager brings back.
    expect(bridge('fdb', 'show', 'dev', 'eth1')).toContain('02:00:00:00:00:99 master br0 static');
    expect(ip('link', 'show', 'dev', 'eth1')).toContain('mtu 1400');
    await transaction.commit();
    expect(savedProfiles()).toEqual(['sg-br0', 'sg-eth1']);
  });

  it('a port that is added leaves the address of the bridge alone, and it stands in the profile', async () => {
    const transaction = await kernel.begin({ label: 'test' });
    await call(transaction, 'createBridge', 'br0', { ports: ['eth2'] });
    await call(transaction, 'attachPort', 'br0', 'eth1');
    expect(await kernel.observer().call('link', ['br0'])).toMatchObject({ mac: '52:54:00:00:00:02' });
    await transaction.commit();
    expect(nmcli('-g', '802-3-ethernet.cloned-mac-address', 'connection', 'show', 'sg-br0')).toMatch(
      /52.*54.*00.*00.*00.*02/,
    );
  });

  it('keeps what a bridge has learned where options change', async () => {
    const transaction = await kernel.begin({ label: 'test' });
    await call(transaction, 'createBridge', 'br0', { ports: ['eth1'] });
    bridge('fdb', 'add', '02:00:00:00:00:99', 'dev', 'eth1', 'master', 'dynamic');
    await call(transaction, 'setStp', 'br0', { enabled: true, forwardDelay: 4 });
    await call(transaction, 'setMac', 'br0', '02:00:00:00:00:05');
    await call(transaction, 'setMtu', 'br0', 1400);
    expect(bridge('fdb', 'show', 'dev', 'eth1')).toContain('02:00:00:00:00:99');
    await transaction.commit();
    const kept = nmcli('-g', 'bridge.stp,bridge.forward-delay,802-3-ethernet.mtu', 'connection', 'show', 'sg-br0');
    expect(kept.trim().split('\n').toSorted()).toEqual(['1400', '4', 'yes']);
  });

  it('takes a bridge over that was set up without NetworkManager, and gives it back', async () => {
    ip('link', 'add', 'old', 'address', '02:00:00:00:00:02', 'type', 'bridge');
    ip('link', 'set', 'dev', 'eth3', 'master', 'old');
    ip('link', 'set', 'dev', 'old', 'up');
    ip('address', 'add', '198.51.100.1/24', 'dev', 'old');
    await expect.poll(activeProfiles).toEqual(['eth3:eth3', 'old:old']);
    const before = canonicalJson(await kernel.snapshot());
    const first = await kernel.begin({ label: 'test' });
    await call(first, 'attachPort', 'old', 'eth2');
    expect(ip('address', 'show', 'dev', 'old')).toContain('198.51.100.1/24');
    expect(await first.rollback()).toEqual(proven);
    expect(canonicalJson(await kernel.snapshot())).toBe(before);
    expect(savedProfiles()).toEqual([]);
    const second = await kernel.begin({ label: 'test' });
    await call(second, 'attachPort', 'old', 'eth2');
    await second.commit();
    expect(savedProfiles()).toEqual(['sg-eth2', 'sg-eth3', 'sg-old']);
    expect(nmcli('-g', 'ipv4.addresses', 'connection', 'show', 'sg-old')).toContain('198.51.100.1/24');
  });

  it('leaves nothing of an operation that NetworkManager or the kernel refuses later', async () => {
    ip('link', 'set', 'dev', 'eth2', 'mtu', '1400');
    ip('link', 'add', 'mv0', 'link', 'eth2', 'type', 'macvlan', 'mode', 'passthru');
    const before = canonicalJson(await kernel.snapshot());
    const transaction = await kernel.begin({ label: 'test' });
    // A card that gives all its frames to a macvlan can be no port.
    await expect(call(transaction, 'createBridge', 'br0', { ports: ['eth1', 'eth2'] })).rejects.toMatchObject({
      name: 'KernelError',
    });
    expect(savedProfiles()).toEqual([]);
    expect(await transaction.rollback()).toEqual(proven);
    expect(canonicalJson(await kernel.snapshot())).toBe(before);
  });
});

describeLab('networkmanager', 'what may happen to a transaction on NetworkManager', () => {
  let folder: string;
  let kernel: NetworkManagerKernel;
  let manager: NetworkManager;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sg-lab-'));
    await freshManagedNetwork();
    kernel = await NetworkManagerKernel.open({ journals: folder });
    manager = await openManager();
  });
  afterEach(async () => {
    await kernel.close();
    manager.close();
    await rm(folder, { recursive: true });
  });

  async function begun(): Promise<Transaction> {
    const transaction = await kernel.begin({ label: 'test' });
    await transaction.port().call('createBridge', ['br0', { ports: ['eth1', 'eth2'] }]);
    return transaction;
  }

  async function checkpoint(): Promise<string> {
    const [only] = (await manager.look()).checkpoints;
    return only?.path ?? '';
  }

  it("another program's checkpoint: nothing is begun", async () => {
    const theirs = await manager.createCheckpoint(60);
    await expect(kernel.begin({ label: 'test' })).rejects.toMatchObject({
      code: 'checkpoint-in-force',
      exitStatus: 4,
      message: expect.stringContaining(theirs) as string,
    });
    expect(await readdir(folder)).toEqual([]);
    expect(await checkpoint()).toBe(theirs);
    await manager.destroyCheckpoint(theirs);
    await (await kernel.begin({ label: 'test' })).rollback();
  });

  it('nobody confirms: NetworkManager goes back by itself, and a later commit tells', async () => {
    const before = asNetworkSnapshot(await kernel.snapshot()).links;
    const transaction = await begun();
    await manager.extendCheckpoint(await checkpoint(), 1);
    const links = async (): Promise<object> => asNetworkSnapshot(await kernel.snapshot()).links;
    await expect.poll(links, { timeout: 10_000 }).toEqual(before);
    expect(savedProfiles()).toEqual([]);
    await expect(transaction.commit()).rejects.toMatchObject({ code: 'checkpoint-fired', exitStatus: 4 });
    expect(await transaction.rollback()).toEqual(proven);
    expect(await readdir(folder)).toEqual([]);
  });

  it('NetworkManager is killed and started anew: a rollback brings everything back', async () => {
    const before = canonicalJson(await kernel.snapshot());
    const transaction = await begun();
    await restartManager('SIGKILL');
    expect(await transaction.rollback()).toEqual(proven);
    expect(canonicalJson(await kernel.snapshot())).toBe(before);
    expect(savedProfiles()).toEqual([]);
  });

  it('NetworkManager is killed and started anew: a commit keeps what was done', async () => {
    const transaction = await begun();
    await restartManager('SIGKILL');
    await transaction.commit();
    expect(savedProfiles()).toEqual(['sg-br0', 'sg-eth1', 'sg-eth2']);
    expect(await kernel.observer().call('bridge', ['br0'])).toMatchObject({
      ports: [{ name: 'eth1' }, { name: 'eth2' }],
    });
  });

  it('NetworkManager is gone while genes act: they are told, and `ip` brings back what it can', async () => {
    const transaction = await begun();
    await stopManager('SIGKILL');
    await expect(transaction.port().call('attachPort', ['br0', 'eth3'])).rejects.toMatchObject({
      code: 'EUNAVAILABLE',
    });
    const proof = await transaction.rollback();
    expect(proof).toMatchObject({ proven: false, differences: [{ path: 'profiles.all' }] });
    expect(await readdir(folder)).toEqual([expect.stringMatching(/\.incomplete$/)]);
    await startManager();
    const recovered = await recoverHost({
      journals: folder,
      tools: hostTools(),
      incomplete: true,
      profiles: (story) => recoverManager(hostTools(), story),
    });
    expect(recovered).toMatchObject([{ outcome: 'restored', differences: [] }]);
    expect(savedProfiles()).toEqual([]);
    expect(await kernel.observer().call('bridge', ['br0'])).toBeNull();
  }, 60_000);

  it('NetworkManager does not run, or there is no bus: nothing is begun', async () => {
    await stopManager();
    await expect(kernel.begin({ label: 'test' })).rejects.toMatchObject({
      code: 'networkmanager-unavailable',
      exitStatus: 4,
    });
    await startManager();
    const address = process.env['DBUS_SYSTEM_BUS_ADDRESS'];
    try {
      process.env['DBUS_SYSTEM_BUS_ADDRESS'] = `unix:path=${folder}/nothing`;
      await expect(openManager()).rejects.toMatchObject({ code: 'dbus-unavailable', exitStatus: 4 });
      process.env['DBUS_SYSTEM_BUS_ADDRESS'] = 'nonsense';
      await expect(openManager()).rejects.toMatchObject({ code: 'dbus-unavailable', exitStatus: 4 });
    } finally {
      process.env['DBUS_SYSTEM_BUS_ADDRESS'] = address;
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('a card disappears: genes are told, and the rollback tells what is missing', async () => {
    const transaction = await begun();
    ip('link', 'delete', 'dev', 'wire2');
    await expect(transaction.port().call('detachPort', ['br0', 'eth2'])).rejects.toMatchObject({ code: 'ENODEV' });
    await transaction.port().call('attachPort', ['br0', 'eth3']);
    const { proven: isProven, differences } = await transaction.rollback();
    expect(isProven).toBe(false);
    expect(differences.map((difference) => difference.path).filter((at) => !at.includes('wire2'))).toEqual(
      expect.arrayContaining(['links.eth2']),
    );
    expect(await kernel.observer().call('bridge', ['br0'])).toBeNull();
    expect(savedProfiles()).toEqual([]);
  });
});
