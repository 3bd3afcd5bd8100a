import { describe, expect, it } from 'vitest';
import type { KernelPort } from '../../../src/kernel/kernel.ts';
import { faultPlanSchema, usualError, type FaultEffect, type FaultPlan } from '../../../src/kernel/mock/fault-plan.ts';
import { MockKernel } from '../../../src/kernel/mock/mock-kernel.ts';
import { worldFromGiven } from '../../../src/kernel/vocabulary.ts';
import { bondOf, bridgeOf, linkOf } from './worlds.ts';

const given = [
  'interface eth0',
  'interface eth1',
  'interface eth2',
  'bridge br0 with ports [eth0]',
  'vlan eth0.5 on eth0 id 5',
];

function plan(...faults: (readonly [at: number, does: FaultEffect])[]): FaultPlan {
  return faultPlanSchema.parse({ version: 1, faults: faults.map(([at, does]) => ({ at, does })) });
}

async function acting(faults: FaultPlan, lines = given): Promise<{ kernel: MockKernel; port: KernelPort }> {
  const kernel = MockKernel.open({ world: worldFromGiven(lines), faults });
  return { kernel, port: (await kernel.begin({ label: 'test' })).port() };
}

async function codes(port: KernelPort, ...calls: readonly string[]): Promise<readonly string[]> {
  const seen: string[] = [];
  for (const name of calls) {
    await port.call('createBridge', [name]).then(
      () => seen.push('ok'),
      (error: unknown) => seen.push((error as { code: string }).code),
    );
  }
  return seen;
}

describe('a fault plan', () => {
  it('fails the operation it names with the words of the kernel, and no other', async () => {
    const { kernel, port } = await acting(plan([2, usualError('EBUSY')]));
    expect(await codes(port, 'br1', 'br2', 'br3')).toEqual(['ok', 'EBUSY', 'ok']);
    expect(port.log[1]?.result).toEqual({
      error: { code: 'EBUSY', message: 'RTNETLINK answers: Device or resource busy' },
    });
    expect(kernel.world.links.map(({ name }) => name)).not.toContain('br2');
  });

  it('counts what acting genes bring to the kernel over all their ports, and nothing else', async () => {
    const kernel = MockKernel.open({ world: worldFromGiven(given), faults: plan([3, usualError('EBUSY')]) });
    const transaction = await kernel.begin({ label: 'test' });
    const point = await transaction.savepoint();
    const first = transaction.port();
    await first.call('links', []);
    await first.call('links', []).then(() => point.restore());
    await kernel.observer().call('links', []);
    const second = transaction.port();
    await expect(second.call('createBridge', ['a/b'])).rejects.toMatchObject({ code: 'EINVAL' });
    await expect(second.call('reboot', [])).rejects.toMatchObject({ code: 'EPERM' });
    expect(await codes(second, 'br1', 'br2')).toEqual(['EBUSY', 'ok']);
  });

  it('takes an interface away for good', async () => {
    const { kernel, port } = await acting(plan([1, { kind: 'vanish', device: 'eth0' }]));
    await expect(port.call('setUp', ['eth0', true])).rejects.toMatchObject({ code: 'ENODEV' });
    expect(await port.call('link', ['eth0.5'])).toBeNull();
    expect(bridgeOf(kernel.world, 'br0').ports).toEqual([]);
  });

  it('takes a member away from its bond', async () => {
    const lines = ['interface eth0', 'interface eth1', 'bond bond0 with members [eth0, eth1]'];
    const { kernel, port } = await acting(plan([1, { kind: 'vanish', device: 'eth0' }]), lines);
    await port.call('links', []);
    expect(bondOf(kernel.world, 'bond0')).toMatchObject({ activeMember: 'eth1', members: [{ name: 'eth1' }] });
  });

  it('reports what a rollback cannot bring back', async () => {
    const kernel = MockKernel.open({
      world: worldFromGiven(given),
      faults: plan([1, { kind: 'vanish', device: 'eth2' }]),
    });
    const transaction = await kernel.begin({ label: 'test' });
    await transaction.port().call('createBridge', ['br1']);
    const proof = await transaction.rollback();
    expect(proof.proven).toBe(false);
    expect(proof.differences.map(({ path }) => path)).toContain('links.eth2');
    expect(kernel.world.links.map(({ name }) => name)).toEqual(['lo', 'eth0', 'eth1', 'br0', 'eth0.5']);
  });

  it('pulls a cable, which a rollback neither undoes nor is blamed for', async () => {
    const kernel = MockKernel.open({
      world: worldFromGiven(given),
      faults: plan([1, { kind: 'carrier', device: 'eth0', present: false }]),
    });
    const transaction = await kernel.begin({ label: 'test' });
    await transaction.port().call('createBridge', ['br1']);
    expect(await transaction.rollback()).toEqual({ proven: true, differences: [] });
    expect(linkOf(kernel.world, 'eth0').carrier).toBe(false);
    expect(bridgeOf(kernel.world, 'br0')).toMatchObject({ carrier: false });
  });

  it('makes a link flap in virtual time', async () => {
    const { kernel, port } = await acting(plan([1, { kind: 'flap', device: 'eth1', seconds: 2, times: 2 }]));
    const seen: boolean[] = [];
    for (let second = 0; second < 8; second += 1) {
      seen.push(((await port.call('link', ['eth1'])) as { carrier: boolean }).carrier);
      await port.call('sleep', [1]);
    }
    expect(seen).toEqual([false, false, true, true, false, false, true, true]);
    expect(kernel.world.schedule).toEqual([]);
  });

  it('makes an operation slow, or the bus dead', async () => {
    const { kernel, port } = await acting(
      plan([1, { kind: 'slow', seconds: 7 }], [2, { kind: 'dead', code: 'ETIMEDOUT', seconds: 25, reach: 'port' }]),
    );
    const start = kernel.world.clock;
    expect(await codes(port, 'br1')).toEqual(['ok']);
    expect(kernel.world.clock).toBe(start + 7);
    expect(await codes(port, 'br2', 'br3')).toEqual(['ETIMEDOUT', 'ETIMEDOUT']);
    expect(kernel.world.clock).toBe(start + 57);
    expect(await kernel.observer().call('link', ['br1'])).not.toBeNull();
  });

  it('silences observers as well when the whole kernel is dead', async () => {
    const { kernel, port } = await acting(
      plan([1, { kind: 'dead', code: 'EUNAVAILABLE', seconds: 0, reach: 'kernel' }]),
    );
    expect(await codes(port, 'br1')).toEqual(['EUNAVAILABLE']);
    await expect(kernel.observer().call('links', [])).rejects.toMatchObject({ code: 'EUNAVAILABLE' });
  });

  it('reboots the host: what was only runtime state is gone, cards and what is configured stay', async () => {
    const { kernel, port } = await acting(plan([3, { kind: 'reboot' }]));
    await port.call('createBridge', ['br1', { ports: ['eth1'] }]);
    await port.call('setMtu', ['eth2', 9000]);
    expect(await port.call('bridge', ['br1'])).toBeNull();
    expect(linkOf(kernel.world, 'eth1').master).toBeNull();
    expect(linkOf(kernel.world, 'eth2').mtu).toBe(1500);
    expect(bridgeOf(kernel.world, 'br0')).toMatchObject({
      carrier: true,
      ports: [{ name: 'eth0', state: 'forwarding' }],
    });
  });

  it('is refused when it is no plan', () => {
    for (const faults of [[{ at: 0, does: { kind: 'reboot' } }], [{ at: 1, does: { kind: 'fire' } }], 'none']) {
      expect(faultPlanSchema.safeParse({ version: 1, faults }).success).toBe(false);
    }
    const whole = plan([1, { kind: 'flap', device: 'eth1', seconds: 0.5, times: 3 }]);
    expect(faultPlanSchema.parse(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
  });
});
