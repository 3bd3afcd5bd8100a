import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KernelError } from '../../src/errors/kernel-error.ts';
import { disturbances } from '../../src/kernel/disturbance.ts';
import { MockKernel } from '../../src/kernel/mock/mock-kernel.ts';
import { snapshotOf } from '../../src/kernel/mock/snapshot.ts';
import type { World } from '../../src/kernel/mock/world-schema.ts';
import { worldFromGiven } from '../../src/kernel/vocabulary.ts';
import { busyWorld, changingCall, type Call } from './mock/arbitrary-operations.ts';

async function after(world: World, calls: readonly Call[], tolerant = false): Promise<World> {
  const kernel = MockKernel.open({ world });
  const port = (await kernel.begin({ label: 'disturbance' })).port();
  for (const [operation, ...args] of calls) {
    await port.call(operation, args).catch((error: unknown) => {
      if (!tolerant || !(error instanceof KernelError)) throw error;
    });
  }
  return kernel.world;
}

async function found(...calls: readonly Call[]): Promise<readonly string[]> {
  const world = worldFromGiven(host);
  const all = disturbances(snapshotOf(world), snapshotOf(await after(world, calls)));
  return all.map(({ device, kind }) => `${device} ${kind}`);
}

/** eth0 carries the host, br0 machines on eth1 and eth2, bond0 a VLAN; eth5 and eth6 are free. */
const host = [
  'interface eth0',
  'interface eth1',
  'interface eth2',
  'interface eth3',
  'interface eth4',
  'interface eth5',
  'interface eth6',
  'address 192.0.2.10/24 on eth0',
  'bridge br0 with ports [eth1, eth2]',
  'bond bond0 with members [eth3, eth4]',
  'vlan bond0.7 on bond0 id 7',
  'address 198.51.100.1/24 on bond0.7',
];

describe('what disturbs nobody', () => {
  it.each<[string, readonly Call[]]>([
    ['nothing', []],
    ['a new bridge with a free port', [['createBridge', 'br1', { ports: ['eth5'] }]]],
    [
      'a new bond of free interfaces, which take its address',
      [['createBond', 'bond1', { mode: 'active-backup', members: ['eth5', 'eth6'] }]],
    ],
    ['a free interface that becomes a port', [['attachPort', 'br0', 'eth5']]],
    ['a free interface that goes down', [['setUp', 'eth5', false]]],
    ['a VLAN on top', [['createVlan', 'bond0', 8]]],
    ['an address that is pinned as it is', [['setMac', 'br0', '52:54:00:00:00:01']]],
  ])('%s', async (_name, calls) => {
    const pinned = calls.map((call) => (call[0] === 'setMac' ? (['setMac', 'br0', macOf('br0')] as const) : call));
    expect(await found(...pinned)).toEqual([]);
  });
});

function macOf(name: string): string {
  return worldFromGiven(host).links.find((link) => link.name === name)?.mac ?? '';
}

describe('what disturbs traffic', () => {
  it.each<[string, readonly Call[], readonly string[]]>([
    ['a bridge that goes', [['deleteBridge', 'br0']], ['br0 link-gone', 'eth1 master-changed', 'eth2 master-changed']],
    ['a link in use that goes down', [['setUp', 'eth0', false]], ['eth0 link-down']],
    ['a port that leaves', [['detachPort', 'br0', 'eth2']], ['eth2 master-changed']],
    [
      'a port that changes its bridge',
      [
        ['detachPort', 'br0', 'eth2'],
        ['createBridge', 'br1', { ports: ['eth2'] }],
      ],
      ['eth2 master-changed'],
    ],
    // Nobody pinned the address of br0: it takes the lower one of its new port.
    [
      'an interface taken in while it has an address',
      [['attachPort', 'br0', 'eth0']],
      ['br0 address-changed', 'eth0 master-changed'],
    ],
    ['another address of a bridge', [['setMac', 'br0', '52:54:00:00:00:77']], ['br0 address-changed']],
    ['spanning tree switched on', [['setStp', 'br0', { enabled: true }]], ['br0 spanning-tree']],
    ['another MTU', [['setMtu', 'eth0', 1400]], ['eth0 mtu-changed']],
  ])('%s', async (_name, calls, expected) => {
    expect(await found(...calls)).toEqual(expected);
  });

  it('spanning tree switched off with two ports, and not with one', async () => {
    const off = async (ports: string): Promise<readonly string[]> => {
      const lines = ['interface eth1', 'interface eth2', `bridge br0 with ports [${ports}]`, 'bridge br0 stp on'];
      const world = await settled(worldFromGiven(lines));
      const now = await after(world, [['setStp', 'br0', { enabled: false }]]);
      return disturbances(snapshotOf(world), snapshotOf(now)).map(({ kind }) => kind);
    };
    expect(await off('eth1, eth2')).toEqual(['spanning-tree']);
    expect(await off('eth1')).toEqual([]);
  });

  it('a bond that goes, with the VLAN on it', async () => {
    expect(await found(['deleteBond', 'bond0'])).toEqual([
      'bond0 link-gone',
      'bond0.7 link-gone',
      'eth3 link-down',
      'eth3 master-changed',
      'eth4 link-down',
      'eth4 master-changed',
    ]);
  });

  it('members that come and go, and addresses that are lost', () => {
    const before = snapshotOf(worldFromGiven(host));
    const other = host
      .map((line) => line.replace('[eth3, eth4]', '[eth3, eth5]'))
      .filter((line) => !line.includes('198.'));
    const now = snapshotOf(worldFromGiven(other));
    const kinds = disturbances(before, now).map(({ device, kind, message }) => `${device} ${kind}: ${message}`);
    expect(kinds).toEqual(
      expect.arrayContaining([
        'bond0 members-changed: loses eth4',
        'bond0 members-changed: takes in eth5',
        'bond0.7 ip-address-lost: no longer has 198.51.100.1/24',
      ]),
    );
  });
});

/** Spanning tree takes its time. */
async function settled(world: World): Promise<World> {
  const kernel = MockKernel.open({ world });
  await kernel.sleep(60);
  return kernel.world;
}

it('law: whatever happens, only devices that were there and up are disturbed, and staying the same disturbs none', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(changingCall, { maxLength: 12 }), async (calls) => {
      const world = busyWorld;
      const before = snapshotOf(world);
      const now = snapshotOf(await after(world, calls, true));
      const up = new Set(world.links.filter((link) => link.up).map(({ name }) => name));
      const devices = disturbances(before, now).map(({ device }) => device);
      expect(devices.filter((device) => !up.has(device))).toEqual([]);
      expect(disturbances(now, now)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
