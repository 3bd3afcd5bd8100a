import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KernelError } from '../../src/errors/kernel-error.ts';
import { outsideScope } from '../../src/kernel/blast-radius.ts';
import { MockKernel } from '../../src/kernel/mock/mock-kernel.ts';
import { snapshotOf } from '../../src/kernel/mock/snapshot.ts';
import type { World } from '../../src/kernel/mock/world-schema.ts';
import { worldFromGiven } from '../../src/kernel/vocabulary.ts';
import { touchedDevices } from '../../src/kernel/world-difference.ts';
import type { Json } from '../../src/model/json.ts';
import { busyWorld, changingCall, changingCallOn, observingCall, type Call } from './mock/arbitrary-operations.ts';

async function after(world: World, calls: readonly Call[]): Promise<World> {
  const kernel = MockKernel.open({ world });
  const port = (await kernel.begin({ label: 'scope' })).port();
  for (const [operation, ...args] of calls) {
    await port.call(operation, args).catch((error: unknown) => {
      if (!(error instanceof KernelError)) throw error;
    });
  }
  return kernel.world;
}

async function outside(given: readonly string[], input: Json, ...calls: readonly Call[]): Promise<readonly string[]> {
  const world = worldFromGiven(given);
  return outsideScope(snapshotOf(world), snapshotOf(await after(world, calls)), input);
}

const server = [
  'interface eth0',
  'interface eth1',
  'interface eth2',
  'interface eth3',
  'vlan eth1.7 on eth1 id 7',
  'bridge br0 with ports [eth1, eth2]',
  'vlan br0.5 on br0 id 5',
  'bond bond0 with members [eth3]',
];

describe('what lies outside the scope of an input', () => {
  it('is a device that nobody named and that something was done to', async () => {
    expect(await outside(server, { bridge: 'br1' }, ['createBridge', 'br1', { ports: ['eth0'] }])).toEqual(['eth0']);
    expect(await outside(server, { nic: 'eth0' }, ['createBridge', 'br1', { ports: ['eth0'] }])).toEqual(['br1']);
    expect(await outside(server, { bridge: 'br0' }, ['setMac', 'eth0', '52:54:00:00:00:77'])).toEqual(['eth0']);
    expect(await outside(server, { bridge: 'br0' }, ['setUp', 'eth0', false])).toEqual(['eth0']);
    expect(await outside(server, {}, ['setMtu', 'eth0', 1400])).toEqual(['eth0']);
  });

  it('is a port or VLAN of a named device that was given something of its own', async () => {
    expect(await outside(server, { bridge: 'br0' }, ['setMtu', 'eth1', 1400])).toEqual(['eth1', 'eth1.7']);
    expect(await outside(server, { bridge: 'br0' }, ['setMac', 'eth2', '52:54:00:00:00:77'])).toEqual(['eth2']);
    expect(await outside(server, { bridge: 'br0' }, ['setUp', 'br0.5', false])).toEqual(['br0.5']);
    expect(await outside(server, { bridge: 'br0' }, ['deleteVlan', 'br0.5'])).toEqual(['br0.5']);
    expect(await outside(server, { bridge: 'br0' }, ['attachPort', 'br0', 'eth0'])).toEqual(['eth0']);
  });

  it('is an unnamed master that gets something new', async () => {
    expect(await outside(server, { nic: 'eth0' }, ['attachPort', 'br0', 'eth0'])).toEqual(['br0', 'br0.5']);
    expect(await outside(server, { nic: 'eth1' }, ['setStp', 'br0', { enabled: true }])).toEqual(['br0']);
  });

  it('is not what follows for ports, members, VLANs and masters', async () => {
    expect(await outside(server, { bridge: 'br0' }, ['deleteBridge', 'br0'])).toEqual([]);
    expect(await outside(server, { bridge: 'br0' }, ['detachPort', 'br0', 'eth1'])).toEqual([]);
    expect(await outside(server, { bond: 'bond0' }, ['deleteBond', 'bond0'])).toEqual([]);
    expect(await outside(server, { device: 'eth1' }, ['setMac', 'eth1', '52:54:00:00:00:00'])).toEqual([]);
    expect(await outside(server, { device: 'eth1' }, ['setUp', 'eth1', false])).toEqual([]);
    expect(await outside(server, { device: 'eth1' }, ['setMtu', 'eth1', 1400])).toEqual([]);
    expect(await outside(server, { bond: 'bond0' }, ['setMac', 'bond0', '52:54:00:00:00:77'])).toEqual([]);
    expect(
      await outside(
        server,
        ['eth1', 'br1'],
        ['detachPort', 'br0', 'eth1'],
        ['createBridge', 'br1', { ports: ['eth1'] }],
      ),
    ).toEqual([]);
  });

  it('takes names from anywhere in the input, and VLAN names from name and id', async () => {
    const create: Call = ['createVlan', 'bond0', 100];
    expect(await outside(server, { deep: [{ parent: 'bond0', vlan: 100 }] }, create)).toEqual([]);
    expect(await outside(server, { parent: 'bond0', vlan: '100' }, create)).toEqual([]);
    expect(await outside(server, { parent: 'bond0', vlan: 101 }, create)).toEqual(['bond0.100']);
    expect(await outside(server, { bond0: 100 }, create)).toEqual(['bond0.100']);
  });

  it('is nothing that time and traffic do by themselves', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(observingCall, { maxLength: 10 }), async (calls) => {
        const world = worldFromGiven([
          ...server,
          'bridge br0 stp on',
          'port eth1 of br0 is listening',
          'fdb br0 has 52:54:00:aa:bb:cc on eth2',
        ]);
        expect(outsideScope(snapshotOf(world), snapshotOf(await after(world, calls)), {})).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('is a VLAN that was lost although its parent stands', async () => {
    const again = await outside(
      server,
      'br0',
      ['deleteBridge', 'br0'],
      ['createBridge', 'br0', { ports: ['eth1', 'eth2'] }],
    );
    expect(again).toEqual(['br0.5']);
  });

  it('is a VLAN whose MTU was cut for good by a cause that has passed', async () => {
    const calls: readonly Call[] = [
      ['setMtu', 'eth1', 1400],
      ['setMtu', 'eth1', 1500],
    ];
    expect(await outside(server, 'eth1', ...calls)).toEqual(['br0.5', 'eth1.7']);
  });

  it('is otherwise empty whenever every device that was acted on is named', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          changingCall.filter(([operation]) => operation !== 'setMtu'),
          { maxLength: 10 },
        ),
        async (calls) => {
          const world = await after(busyWorld, calls);
          const stands = (name: string): boolean => world.links.some((link) => link.name === name);
          fc.pre(busyWorld.links.every((link) => link.kind !== 'vlan' || stands(link.name) || !stands(link.parent)));
          expect(outsideScope(snapshotOf(busyWorld), snapshotOf(world), calls)).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is everything that changed in a stack of devices that has nothing to do with those named', async () => {
    const own = fc.constantFrom('eth1', 'eth1.5', 'eth4', 'br1', 'bond1', 'tag');
    const elsewhere = changingCallOn({
      any: own,
      lists: fc.uniqueArray(own, { maxLength: 2 }),
      bridge: fc.constant('br1'),
      bond: fc.constant('bond1'),
      vlan: fc.constantFrom('eth1.5', 'tag'),
    });
    const input = { names: ['eth0', 'eth2', 'eth3', 'eth5', 'br0', 'bond0', 'bond0.5', 'br0.5'], ids: [5, 6] };
    await fc.assert(
      fc.asyncProperty(fc.array(elsewhere, { maxLength: 8 }), async (calls) => {
        const [before, changed] = [snapshotOf(busyWorld), snapshotOf(await after(busyWorld, calls))];
        expect(outsideScope(before, changed, input)).toEqual(touchedDevices(before, changed));
      }),
      { numRuns: 300 },
    );
  });
});
