import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { hostTools } from '../../../src/kernel/observe/host-tools.ts';
import { Iproute2Kernel } from '../../../src/kernel/iproute2/iproute2-kernel.ts';
import { recoverHost } from '../../../src/kernel/iproute2/recover-host.ts';
import type { Transaction } from '../../../src/kernel/kernel.ts';
import { worldDifferences } from '../../../src/kernel/world-difference.ts';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import type { Json } from '../../../src/model/json.ts';
import { describeLab } from '../lab.ts';
import { bridge, freshNetwork, ip } from '../network.ts';

const proven = { proven: true, differences: [] };

describeLab('namespace', 'a transaction on the iproute2 kernel', () => {
  let folder: string;
  let kernel: Iproute2Kernel;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sg-lab-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    freshNetwork();
    kernel = await Iproute2Kernel.open({ journals: folder });
  });

  async function call(transaction: Transaction, operation: string, ...args: readonly Json[]): Promise<Json> {
    return transaction.port().call(operation, args);
  }

  it('keeps what is committed, and no journal', async () => {
    const transaction = await kernel.begin({ label: 'test' });
    await call(transaction, 'createBridge', 'br0', { ports: ['eth1', 'eth2'], mac: '02:00:00:00:00:01' });
    expect(await readdir(folder)).toHaveLength(1);
    await transaction.commit();
    expect(await readdir(folder)).toEqual([]);
    expect(await kernel.observer().call('bridge', ['br0'])).toMatchObject({
      mac: '02:00:00:00:00:01',
      up: true,
      carrier: true,
      ports: [
        { name: 'eth1', state: 'forwarding' },
        { name: 'eth2', state: 'forwarding' },
      ],
    });
  });

  it('brings everything back: ports, addresses, routes, entries, states, and a bridge with its index', async () => {
    ip('link', 'add', 'old', 'address', '02:00:00:00:00:02', 'type', 'bridge', 'ageing_time', '12300');
    for (const port of ['eth2', 'eth3']) ip('link', 'set', 'dev', port, 'master', 'old');
    ip('link', 'set', 'dev', 'old', 'up');
    bridge('fdb', 'add', '02:00:00:00:00:99', 'dev', 'eth3', 'master', 'static');
    ip('address', 'add', '192.0.2.10/24', 'dev', 'eth0');
    ip('address', 'add', '198.51.100.1/24', 'dev', 'old');
    ip('address', 'add', '2001:db8::10/64', 'dev', 'old', 'nodad');
    ip('route', 'add', 'default', 'via', '192.0.2.1');
    ip('-6', 'route', 'add', 'default', 'via', '2001:db8::1');
    ip('route', 'add', '203.0.113.0/24', 'via', '198.51.100.9', 'metric', '7', 'table', '77');
    const before = await kernel.snapshot();
    const index = ip('-json', 'link', 'show', 'dev', 'old');
    const transaction = await kernel.begin({ label: 'test' });
    await call(transaction, 'deleteBridge', 'old');
    await call(transaction, 'createBridge', 'br0', { ports: ['eth1', 'eth0'], stp: true });
    await call(transaction, 'setMac', 'eth3', '02:00:00:00:00:77');
    await call(transaction, 'setMtu', 'eth2', 1400);
    await call(transaction, 'setUp', 'eth0', false);
    expect(await transaction.rollback()).toEqual(proven);
    expect(canonicalJson(await kernel.snapshot())).toBe(canonicalJson(before));
    expect(JSON.parse(ip('-json', 'link', 'show', 'dev', 'old'))).toMatchObject([
      { ifindex: (JSON.parse(index) as { ifindex: number }[])[0]?.ifindex },
    ]);
  });

  it('goes back to savepoints, and what outlives them reaches nothing', async () => {
    const transaction = await kernel.begin({ label: 'test' });
    await call(transaction, 'createBridge', 'br0', { ports: ['eth1'] });
    const point = await transaction.savepoint();
    const port = transaction.port();
    await port.call('attachPort', ['br0', 'eth2']);
    const late = port.call('attachPort', ['br0', 'eth3']);
    const restored = point.restore();
    await Promise.allSettled([late, restored]);
    expect(await restored).toEqual(proven);
    await expect(port.call('deleteBridge', ['br0'])).rejects.toMatchObject({ code: 'EPERM' });
    expect(await kernel.observer().call('bridge', ['br0'])).toMatchObject({ ports: [{ name: 'eth1' }] });
    expect(await transaction.rollback()).toEqual(proven);
    expect(await kernel.observer().call('bridge', ['br0'])).toBeNull();
  });

  it('leaves nothing of an operation whose later step fails', async () => {
    ip('link', 'set', 'dev', 'eth2', 'mtu', '1400');
    ip('link', 'add', 'mv0', 'link', 'eth2', 'type', 'macvlan', 'mode', 'passthru');
    const before = canonicalJson(await kernel.snapshot());
    const transaction = await kernel.begin({ label: 'test' });
    // A card that gives all its frames to a macvlan can be no port.
    await expect(call(transaction, 'createBridge', 'br0', { ports: ['eth1', 'eth2'] })).rejects.toMatchObject({
      code: 'EBUSY',
    });
    expect(canonicalJson(await kernel.snapshot())).toBe(before);
    await transaction.rollback();
  });

  it('an address that was set by hand can not be unset: the bridge keeps the one it had, and that counts as undone', async () => {
    ip('link', 'add', 'br0', 'type', 'bridge');
    ip('link', 'set', 'dev', 'eth1', 'master', 'br0');
    const before = await kernel.snapshot();
    const transaction = await kernel.begin({ label: 'test' });
    await call(transaction, 'setMac', 'br0', '02:00:00:00:00:03');
    expect(await transaction.rollback()).toEqual(proven);
    expect(await kernel.observer().call('link', ['br0'])).toMatchObject({ mac: '52:54:00:00:00:01' });
    expect(await readdir(folder)).toEqual([]);
    // It is told, not hidden.
    expect(worldDifferences(before, await kernel.snapshot())).toEqual([
      { path: 'links.br0.macSet', before: false, after: true },
    ]);
  });

  it('is finished by a recovery when its process is gone, and only on what it touched', async () => {
    const before = canonicalJson(await kernel.snapshot());
    const transaction = await kernel.begin({ label: 'run x' });
    await call(transaction, 'createBridge', 'br0', { ports: ['eth1'] });
    await call(transaction, 'setMtu', 'eth1', 1400);
    // Another program's work in the meantime, on what the transaction never touched.
    ip('link', 'set', 'dev', 'eth3', 'mtu', '1300');
    const options = { journals: folder, tools: hostTools(), incomplete: false };
    expect(await recoverHost(options)).toMatchObject([
      {
        label: 'run x',
        outcome: 'restored',
        operations: ['createBridge br0 eth1', 'setMtu eth1'],
        differences: [],
      },
    ]);
    expect(await recoverHost(options)).toEqual([]);
    ip('link', 'set', 'dev', 'eth3', 'mtu', '1500');
    expect(canonicalJson(await kernel.snapshot())).toBe(before);
    expect(await readdir(folder)).toEqual([]);
  });
});
