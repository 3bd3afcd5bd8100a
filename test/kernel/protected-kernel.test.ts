import { beforeEach, describe, expect, it } from 'vitest';
import type { KernelPort, Transaction } from '../../src/kernel/kernel.ts';
import { attachPort } from '../../src/kernel/mock/bridge-port.ts';
import { createBond } from '../../src/kernel/mock/bond.ts';
import { createBridge } from '../../src/kernel/mock/bridge.ts';
import { defaultWorld } from '../../src/kernel/mock/default-world.ts';
import { MockKernel } from '../../src/kernel/mock/mock-kernel.ts';
import type { World } from '../../src/kernel/mock/world-schema.ts';
import { ProtectedKernel, type ProtectedKernelOptions } from '../../src/kernel/protected-kernel.ts';
import type { Json } from '../../src/model/json.ts';

type Call = readonly [operation: string, ...args: Json[]];

const plain: ProtectedKernelOptions = { policy: { protected: [], allow: [] }, reachability: [] };

async function portOn(world: World, options: ProtectedKernelOptions = plain): Promise<KernelPort> {
  const kernel = new ProtectedKernel(MockKernel.open({ world }), options);
  return (await kernel.begin({ label: 'test' })).port();
}

/** A port of a bond, a member of a bond, and an unused card beside eth0, which carries the default route. */
function world(): World {
  const bonded = createBond(defaultWorld(), 'bond0', { mode: 'active-backup', members: ['eth2'] });
  return createBridge(bonded, 'br0', { ports: ['eth3'] });
}

describe('operations on protected interfaces', () => {
  const eth0 = 'interface is protected: eth0 carries the default route';
  const refused: readonly Call[] = [
    ['createBridge', 'br1', { ports: ['eth1', 'eth0'] }],
    ['createBridge', 'br1', { mac: '52:54:00:00:00:00' }],
    ['createBond', 'bond1', { mode: 'active-backup', members: ['eth0'] }],
    ['attachPort', 'br0', 'eth0'],
    ['detachPort', 'br0', 'eth0'],
    ['setUp', 'eth0', false],
    ['setMac', 'eth0', '52:54:00:00:00:77'],
    ['setMac', 'eth1', '52:54:00:00:00:00'],
    ['setMtu', 'eth0', 1400],
    ['announce', 'eth0', '52:54:00:00:00:77'],
    ['announce', 'eth1', '52:54:00:00:00:00'],
  ];

  it.each(refused)(
    '%s %s %j is refused, nothing is changed, and it is on the log',
    async (...call: readonly Json[]) => {
      const [operation, ...args] = call as Call;
      const kernel = MockKernel.open({ world: world() });
      const before = kernel.world;
      const port = (await new ProtectedKernel(kernel, plain).begin({ label: 'test' })).port();
      await expect(port.call(operation, args)).rejects.toMatchObject({
        code: 'EPERM',
        operation,
        message: expect.stringContaining(eth0) as string,
      });
      expect(kernel.world).toBe(before);
      expect(port.log).toMatchObject([{ operation, args, result: { error: { code: 'EPERM' } } }]);
    },
  );

  it.each([
    ['createVlan', 'eth0', 5],
    ['setUp', 'eth0', true],
    ['announce', 'eth0'],
    ['announce', 'eth0', '52:54:00:00:00:00'],
    ['setMtu', 'eth1', 1400],
    ['createBridge', 'br1', { ports: ['eth1'] }],
    ['attachPort', 'br0', 'eth1'],
    ['deleteBridge', 'br0'],
  ] as readonly Call[])('%s %s %j is not refused', async (...call: readonly Json[]) => {
    const [operation, ...args] = call as Call;
    const port = await portOn(world());
    await expect(port.call(operation, args)).resolves.toBeDefined();
  });

  it.each([
    ['deleteBond', 'bond0'],
    ['setMac', 'bond0', '52:54:00:00:00:77'],
    ['setMtu', 'bond0', 1400],
  ] as readonly Call[])('%s changes the members too', async (...call: readonly Json[]) => {
    const [operation, ...args] = call as Call;
    const port = await portOn(world(), { ...plain, policy: { protected: ['eth2'], allow: [] } });
    await expect(port.call(operation, args)).rejects.toMatchObject({ code: 'EPERM' });
  });

  it('a bridge with a protected port is not deleted, and its own address may be set', async () => {
    const port = await portOn(world(), { ...plain, policy: { protected: ['eth3'], allow: [] } });
    await expect(port.call('deleteBridge', ['br0'])).rejects.toMatchObject({ code: 'EPERM' });
    await expect(port.call('setMac', ['br0', '52:54:00:00:00:77'])).resolves.toBeNull();
  });

  it('a port with a lower address is kept from a protected bridge that would take it over, as both are by then', async () => {
    const listed = { ...plain, policy: { protected: ['br0'], allow: [] } };
    const higher = await portOn(world(), listed);
    await expect(higher.call('attachPort', ['br0', 'eth1'])).rejects.toMatchObject({
      message: expect.stringContaining('br0 is listed as protected') as string,
    });
    const raised = await portOn(world(), listed);
    await raised.call('setMac', ['eth1', '52:54:00:00:00:99']);
    await expect(raised.call('attachPort', ['br0', 'eth1'])).resolves.toBeNull();
    const pinned = createBridge(world(), 'br1', { ports: [], mac: '52:54:00:00:00:50' });
    const other = await portOn(pinned, { ...plain, policy: { protected: ['br1'], allow: [] } });
    await expect(other.call('attachPort', ['br1', 'eth1'])).resolves.toBeNull();
  });

  it('what the phenotype allows is allowed, but for the loopback', async () => {
    const port = await portOn(world(), { ...plain, policy: { protected: ['eth1'], allow: ['eth0', 'eth1', 'lo'] } });
    await expect(port.call('setMtu', ['eth0', 1400])).resolves.toBeNull();
    await expect(port.call('setMtu', ['eth1', 1400])).resolves.toBeNull();
    for (const [operation, ...args] of [
      ['setUp', 'lo', false],
      ['attachPort', 'br0', 'lo'],
      ['createBond', 'bond1', { mode: 'balance-rr', members: ['lo'] }],
    ] as const)
      await expect(port.call(operation, [...args])).rejects.toMatchObject({ code: 'EPERM' });
  });

  it('leaves wrong arguments, unknown operations and looking to the kernel', async () => {
    const port = await portOn(world());
    await expect(port.call('setMtu', ['eth0', 'much'])).rejects.toMatchObject({ code: 'EINVAL' });
    await expect(port.call('format', ['eth0'])).rejects.toMatchObject({ code: 'EPERM' });
    await expect(port.call('link', ['eth0'])).resolves.toMatchObject({ name: 'eth0' });
    await expect(port.call('setUp', ['eth0', false])).rejects.toMatchObject({ code: 'EPERM' });
    expect(port.log.map(({ operation }) => operation)).toEqual(['setMtu', 'format', 'link', 'setUp']);
  });
});

describe('the baseline', () => {
  let kernel: MockKernel;
  beforeEach(() => {
    kernel = MockKernel.open({ world: { ...defaultWorld(), wire: hosts('eth0', 'eth1') } });
  });

  /** 192.0.2.1 behind eth0, and 198.51.100.1 behind the other one. */
  function hosts(...behind: readonly [string, string]): World['wire'] {
    const [gateway, other] = behind;
    const host = { vlan: null, talks: null };
    return {
      switches: [],
      hosts: [
        { ...host, address: '192.0.2.1', mac: '52:54:00:ff:00:01', behind: gateway },
        { ...host, address: '198.51.100.1', mac: '52:54:00:ff:00:02', behind: other },
      ],
    };
  }

  async function begun(options: Partial<ProtectedKernelOptions> = {}): Promise<[ProtectedKernel, Transaction]> {
    const watched = new ProtectedKernel(kernel, { ...plain, ...options });
    return [watched, await watched.begin({ label: 'test' })];
  }

  const allowed = { policy: { protected: [], allow: ['eth0'] } };

  it('is kept while nothing is lost, watches nothing without a transaction, and leaves no trace', async () => {
    const before = kernel.world;
    const [watched, transaction] = await begun();
    expect(await watched.lost()).toEqual([]);
    expect(kernel.world).toBe(before);
    await transaction.rollback();
    expect(await watched.lost()).toEqual([]);
  });

  it('is lost with the gateway, where an allowed interface no longer answers', async () => {
    const [watched, transaction] = await begun(allowed);
    await transaction.port().call('createBridge', ['br0', { ports: ['eth0'] }]);
    expect(await watched.lost()).toEqual(['the default route leads through eth0, which belongs to br0 now']);
    expect(await transaction.rollback()).toMatchObject({ proven: true });
    expect(await watched.lost()).toEqual([]);
  });

  it('is lost with an address the phenotype lists, though nothing about its interface is protected', async () => {
    kernel = MockKernel.open({
      world: {
        ...kernel.world,
        addresses: [
          ...kernel.world.addresses,
          { device: 'eth1', address: '198.51.100.10', prefixLength: 24, family: 'inet' },
        ],
      },
    });
    const [watched, transaction] = await begun({ reachability: ['198.51.100.1', '203.0.113.9'] });
    const point = await transaction.savepoint();
    await transaction
      .port()
      .call('attachPort', ['br0', 'eth1'])
      .catch(() => undefined);
    await transaction.port().call('createBridge', ['br0', { ports: ['eth1'] }]);
    expect(await watched.lost()).toEqual(['198.51.100.1 no longer answers']);
    await point.restore();
    expect(await watched.lost()).toEqual([]);
  });

  it('is lost with the route', async () => {
    const [watched, transaction] = await begun(allowed);
    await transaction.port().call('setUp', ['eth0', false]);
    expect(await watched.lost()).toEqual(['the default route via 192.0.2.1 through eth0 is gone']);
  });

  it('does not count what was broken before', async () => {
    kernel = MockKernel.open({ world: { ...kernel.world, wire: { hosts: [], switches: [] } } });
    const [watched] = await begun({ reachability: ['203.0.113.9'] });
    expect(await watched.lost()).toEqual([]);
  });

  it('does not count a cable that was pulled', async () => {
    const at = kernel.world.clock + 5;
    kernel = MockKernel.open({
      world: { ...kernel.world, schedule: [{ at, does: { kind: 'cable', device: 'eth0', present: false } }] },
    });
    const [watched] = await begun();
    await kernel.sleep(10);
    expect(await kernel.reach.answers('192.0.2.1')).toBeNull();
    expect(await watched.lost()).toEqual([]);
  });

  it('gives a bridge with spanning tree the time it needs', async () => {
    const bridged = createBridge(kernel.world, 'br0', {
      ports: [],
      stp: true,
      forwardDelay: 4,
      mac: '52:54:00:00:00:00',
    });
    const moved: World = {
      ...bridged,
      addresses: bridged.addresses.map((one) => (one.device === 'eth0' ? { ...one, device: 'br0' } : one)),
      routes: [{ destination: 'default', via: '192.0.2.1', device: 'br0' }],
    };
    kernel = MockKernel.open({ world: attachPort(moved, 'br0', 'eth0') });
    await kernel.sleep(10);
    const [watched, transaction] = await begun({ policy: { protected: [], allow: ['eth0', 'br0'] } });
    await transaction.port().call('detachPort', ['br0', 'eth0']);
    await transaction.port().call('attachPort', ['br0', 'eth0']);
    expect(await watched.lost()).toEqual([]);
  });
});
