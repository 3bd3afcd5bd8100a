import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { asNetworkSnapshot } from '../../../src/kernel/network-snapshot.ts';
import { NetworkManagerKernel } from '../../../src/kernel/networkmanager/networkmanager-kernel.ts';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import { changingCallOn, type Call } from '../../kernel/mock/arbitrary-operations.ts';
import { findDisagreement } from '../differential.ts';
import { describeLab } from '../lab.ts';
import { managedHost } from '../managed-host.ts';
import {
  activeProfiles,
  freshManagedNetwork,
  savedProfiles,
  startLabManager,
  startManager,
  stopManager,
} from '../manager.ts';
import { cards, ip } from '../network.ts';

/** How many sequences; LAB_SEED replays what a failure printed. */
const sequences = Number(process.env['LAB_SEQUENCES'] ?? 3);
const seed = process.env['LAB_SEED'] === undefined ? {} : { seed: Number(process.env['LAB_SEED']) };

const vlans = ['eth0.5', 'eth1.5', 'bond0.5', 'br0.5'];
const name = fc.constantFrom(...cards, 'br0', 'bond0', ...vlans);
const call = changingCallOn({
  any: name,
  lists: fc.uniqueArray(fc.constantFrom(...cards), { maxLength: 3 }),
  bridge: fc.constant('br0'),
  bond: fc.constant('bond0'),
  vlan: fc.constantFrom(...vlans),
});

describeLab('uml', 'NetworkManager with bonds and VLANs', () => {
  let folder: string;
  let kernel: NetworkManagerKernel;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sg-lab-'));
    await startLabManager();
  }, 240_000);
  afterAll(async () => {
    await stopManager();
    await rm(folder, { recursive: true });
  }, 60_000);
  beforeEach(async () => {
    await freshManagedNetwork();
    kernel = await NetworkManagerKernel.open({ journals: folder });
  });
  afterEach(() => kernel.close());

  it('a bond with VLANs and a bridge on one of them stand in profiles', async () => {
    const transaction = await kernel.begin({ label: 'test' });
    const port = transaction.port();
    await port.call('createBond', ['bond0', { mode: 'active-backup', members: ['eth1', 'eth2'], miimon: 50 }]);
    await port.call('createVlan', ['bond0', 5]);
    await port.call('createVlan', ['bond0', 6, { name: 'storage' }]);
    await port.call('createBridge', ['br0', { ports: ['bond0.5'] }]);
    await transaction.commit();
    const devices = ['bond0', 'bond0.5', 'br0', 'eth1', 'eth2', 'storage'];
    expect(activeProfiles()).toEqual(devices.map((device) => `${device}:sg-${device}`).sort());
    expect(savedProfiles()).toEqual(devices.map((device) => `sg-${device}`));
    const observed = kernel.observer();
    expect(await observed.call('bond', ['bond0'])).toMatchObject({
      mode: 'active-backup',
      miimon: 50,
      up: true,
      members: [{ name: 'eth1' }, { name: 'eth2' }],
    });
    expect(await observed.call('vlan', ['storage'])).toMatchObject({ parent: 'bond0', id: 6, up: true });
    expect(await observed.call('bridge', ['br0'])).toMatchObject({ ports: [{ name: 'bond0.5' }] });
    expect(execFileSync('ip', ['-d', 'link', 'show', 'dev', 'storage'], { encoding: 'utf8' })).toContain('REORDER_HDR');
    const links = async (): Promise<unknown> => asNetworkSnapshot(await kernel.snapshot()).links;
    const before = await links();
    // As when the host starts: nothing is there but the cards and what the profiles say.
    await stopManager();
    for (const device of ['br0', 'storage', 'bond0.5', 'bond0']) ip('link', 'delete', 'dev', device);
    for (const card of cards) ip('link', 'set', 'dev', card, 'down');
    rmSync('/run/NetworkManager/devices', { recursive: true, force: true });
    await startManager();
    const active = devices.map((device) => `${device}:sg-${device}`).sort();
    await expect.poll(activeProfiles, { timeout: 60_000 }).toEqual(active);
    const kinds = { bond0: { kind: 'bond', mode: 'active-backup' }, storage: { kind: 'vlan', parent: 'bond0', id: 6 } };
    expect(before).toMatchObject(kinds);
    const again = { ...kinds, br0: { kind: 'bridge', ports: ['bond0.5'] } };
    await expect.poll(links, { timeout: 60_000 }).toMatchObject(again);
  });

  it('all of it is undone, profiles included', async () => {
    const built = await kernel.begin({ label: 'test' });
    await built.port().call('createBond', ['bond0', { mode: 'balance-rr', members: ['eth1'] }]);
    await built.port().call('createVlan', ['bond0', 5]);
    await built.commit();
    ip('address', 'add', '192.0.2.10/24', 'dev', 'bond0.5');
    const [before, profiles] = [canonicalJson(await kernel.snapshot()), savedProfiles()];
    const transaction = await kernel.begin({ label: 'test' });
    await transaction.port().call('deleteBond', ['bond0']);
    await transaction.port().call('createVlan', ['eth1', 7]);
    await transaction.port().call('setMac', ['eth1', '02:00:00:00:00:07']);
    expect(await transaction.rollback()).toEqual({ proven: true, differences: [] });
    expect(canonicalJson(await kernel.snapshot())).toBe(before);
    expect(savedProfiles()).toEqual(profiles);
  });

  it(`the mock agrees on ${sequences} random sequences of operations`, async () => {
    const host = await managedHost();
    let operations = 0;
    const agrees = fc.asyncProperty(fc.array(call, { maxLength: 12, size: 'max' }), async (calls: Call[]) => {
      operations += calls.length;
      expect(await findDisagreement(calls, host)).toBeUndefined();
    });
    try {
      await fc.assert(agrees, { numRuns: sequences, interruptAfterTimeLimit: 600_000, ...seed });
    } finally {
      host.close();
    }
    console.log(`mock and NetworkManager agreed on ${sequences} sequences, ${operations} operations`);
  }, 900_000);
});
