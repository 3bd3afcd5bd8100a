import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Transaction } from '../../../src/kernel/kernel.ts';
import { NetworkManagerKernel } from '../../../src/kernel/networkmanager/networkmanager-kernel.ts';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import type { Json } from '../../../src/model/json.ts';
import { describeLab } from '../lab.ts';
import { activeProfiles, freshManagedNetwork, savedProfiles } from '../manager.ts';
import { ip } from '../network.ts';

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
});
