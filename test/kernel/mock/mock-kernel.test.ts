import { describe, expect, it } from 'vitest';
import { KernelError } from '../../../src/errors/kernel-error.ts';
import type { KernelPort } from '../../../src/kernel/kernel.ts';
import { defaultWorld } from '../../../src/kernel/mock/default-world.ts';
import { MockKernel } from '../../../src/kernel/mock/mock-kernel.ts';
import type { World } from '../../../src/kernel/mock/world-schema.ts';
import { canonicalJson } from '../../../src/model/canonical-json.ts';

describe('the mock kernel', () => {
  it('refuses every changing operation on an observer', async () => {
    const port = MockKernel.open({ world: defaultWorld() }).observer();
    await expect(port.call('createBridge', ['br0'])).rejects.toMatchObject({
      code: 'EPERM',
      operation: 'createBridge',
    });
    await expect(port.call('constructor', [])).rejects.toMatchObject({ code: 'EPERM' });
    expect(port.operations).not.toContain('createBridge');
    expect(await port.call('link', ['eth0'])).toMatchObject({ name: 'eth0', operstate: 'up' });
  });

  it('records what was called, with result or error and the time', async () => {
    const kernel = MockKernel.open({ world: defaultWorld() });
    const port = kernel.observer();
    const start = await kernel.now();
    await port.call('sleep', [2]);
    await expect(port.call('fdb', ['eth0'])).rejects.toBeInstanceOf(KernelError);
    expect(port.log).toEqual([
      { operation: 'sleep', args: [2], result: { ok: null }, at: start },
      {
        operation: 'fdb',
        args: ['eth0'],
        result: { error: { code: 'ENODEV', message: 'Cannot find device "eth0"' } },
        at: start + 2,
      },
    ]);
  });

  it('lets virtual time pass at once', async () => {
    const kernel = MockKernel.open({ world: defaultWorld() });
    const start = await kernel.now();
    await kernel.sleep(3600.5);
    expect(await kernel.now()).toBe(start + 3600.5);
  });

  it('saves nothing before commit, and the whole world at commit', async () => {
    const saved: World[] = [];
    const kernel = MockKernel.open({ world: defaultWorld(), save: (world) => keep(saved, world) });
    const transaction = await kernel.begin({ label: 'test' });
    await transaction.port().call('createBridge', ['br0', { ports: ['eth1'] }]);
    expect(saved).toEqual([]);
    await transaction.commit();
    await transaction.commit();
    expect(saved).toEqual([kernel.world]);
    expect(kernel.world.links.map(({ name }) => name)).toContain('br0');
  });

  it('stays open when the world cannot be saved, so that it can be rolled back', async () => {
    const kernel = MockKernel.open({ world: defaultWorld(), save: () => Promise.reject(new Error('disk full')) });
    const transaction = await kernel.begin({ label: 'test' });
    await transaction.port().call('createBridge', ['br0']);
    await expect(transaction.commit()).rejects.toThrow('disk full');
    expect(await transaction.rollback()).toEqual({ proven: true, differences: [] });
    expect(kernel.world.links.map(({ name }) => name)).not.toContain('br0');
  });

  it('flushes what changed outside transactions, once', async () => {
    const saved: World[] = [];
    const kernel = MockKernel.open({ world: defaultWorld(), save: (world) => keep(saved, world) });
    await kernel.flush();
    await kernel.sleep(30);
    await kernel.flush();
    await kernel.flush();
    expect(saved).toEqual([kernel.world]);
  });

  it('opens one transaction at a time', async () => {
    const kernel = MockKernel.open({ world: defaultWorld() });
    const first = await kernel.begin({ label: 'first' });
    await expect(kernel.begin({ label: 'second' })).rejects.toThrow('"second" begins while "first" is open');
    await expect(kernel.flush()).rejects.toThrow('"first" is open');
    await first.rollback();
    await (await kernel.begin({ label: 'third' })).commit();
  });
});

describe('a transaction of the mock kernel', () => {
  it('goes back to the world before, but never back in time', async () => {
    const kernel = MockKernel.open({ world: defaultWorld() });
    const before = canonicalJson(await kernel.snapshot());
    const transaction = await kernel.begin({ label: 'test' });
    expect(canonicalJson(transaction.before)).toBe(before);
    const port = transaction.port();
    await port.call('createBridge', ['br0', { ports: ['eth0'] }]);
    await port.call('sleep', [100]);
    const late = await kernel.now();
    expect(await transaction.rollback()).toEqual({ proven: true, differences: [] });
    expect(canonicalJson(await kernel.snapshot())).toBe(before);
    expect(await kernel.now()).toBe(late);
  });

  it('restores remaining times along with the state', async () => {
    const kernel = MockKernel.open({ world: defaultWorld() });
    const setup = await kernel.begin({ label: 'set-up' });
    await setup.port().call('createBridge', ['br0', { ports: ['eth1'], stp: true, forwardDelay: 10 }]);
    await setup.commit();
    await kernel.sleep(4);
    const transaction = await kernel.begin({ label: 'test' });
    await transaction.port().call('sleep', [100]);
    expect(await portStates(kernel.observer())).toEqual(['forwarding']);
    await transaction.rollback();
    await kernel.sleep(5.9);
    expect(await portStates(kernel.observer())).toEqual(['listening']);
    await kernel.sleep(0.1);
    expect(await portStates(kernel.observer())).toEqual(['learning']);
  });

  it('goes back to a savepoint and cuts the ports of the attempt off', async () => {
    const kernel = MockKernel.open({ world: defaultWorld() });
    const transaction = await kernel.begin({ label: 'test' });
    const first = transaction.port();
    await first.call('createBridge', ['br0']);
    const point = await transaction.savepoint();
    const second = transaction.port();
    await second.call('deleteBridge', ['br0']);
    expect(await point.restore()).toEqual({ proven: true, differences: [] });
    await expect(second.call('createBridge', ['br9'])).rejects.toMatchObject({ code: 'EPERM' });
    expect(await first.call('link', ['br0'])).toMatchObject({ kind: 'bridge' });
    const third = transaction.port();
    expect(third.log).toEqual([]);
    await third.call('createBridge', ['br1']);
    expect(await point.restore()).toMatchObject({ proven: true });
    expect(await first.call('link', ['br1'])).toBeNull();
  });

  it('does not restore a savepoint that lies on a path given up', async () => {
    const kernel = MockKernel.open({ world: defaultWorld() });
    const transaction = await kernel.begin({ label: 'test' });
    const outer = await transaction.savepoint();
    await transaction.port().call('createBridge', ['br0']);
    const inner = await transaction.savepoint();
    await outer.restore();
    await expect(inner.restore()).rejects.toThrow('an earlier one was restored');
  });

  it('refuses everything once it is over', async () => {
    const kernel = MockKernel.open({ world: defaultWorld() });
    const transaction = await kernel.begin({ label: 'test' });
    const port = transaction.port();
    const point = await transaction.savepoint();
    const proof = await transaction.rollback();
    expect(await transaction.rollback()).toEqual(proof);
    await expect(port.call('links', [])).rejects.toMatchObject({ code: 'EPERM' });
    await expect(transaction.commit()).rejects.toThrow('was rolled back');
    await expect(point.restore()).rejects.toThrow('was rolled back');
  });
});

async function portStates(port: KernelPort): Promise<unknown> {
  const bridge = await port.call('bridge', ['br0']);
  return (bridge as { ports: { state: string }[] }).ports.map(({ state }) => state);
}

function keep(saved: World[], world: World): Promise<void> {
  saved.push(world);
  return Promise.resolve();
}
