import { describe, expect, it } from 'vitest';
import { createBond } from '../../src/kernel/mock/bond.ts';
import { createBridge } from '../../src/kernel/mock/bridge.ts';
import { defaultWorld } from '../../src/kernel/mock/default-world.ts';
import { mockReach } from '../../src/kernel/mock/mock-reach.ts';
import { snapshotOf } from '../../src/kernel/mock/snapshot.ts';
import { createVlan } from '../../src/kernel/mock/vlan.ts';
import type { World } from '../../src/kernel/mock/world-schema.ts';
import { asNetworkSnapshot } from '../../src/kernel/network-snapshot.ts';
import { protectedDevices, type ProtectionPolicy } from '../../src/kernel/protected-devices.ts';
import type { WayOut } from '../../src/kernel/reach.ts';

const nothing: ProtectionPolicy = { protected: [], allow: [] };

async function lines(
  world: World,
  policy: Partial<ProtectionPolicy> = {},
  more: readonly WayOut[] = [],
): Promise<readonly string[]> {
  const ways = [...(await mockReach(() => world).waysOut()), ...more];
  const found = protectedDevices(asNetworkSnapshot(snapshotOf(world)), ways, { ...nothing, ...policy });
  return found.map(({ device, reason, allowed }) => `${device} ${reason}${allowed ? ' (allowed)' : ''}`);
}

function routed(world: World, device: string, via = '192.0.2.1'): World {
  return { ...world, routes: [{ destination: 'default', via, device }] };
}

describe('protected interfaces', () => {
  it('are the one with the default route and the loopback', async () => {
    expect(await lines(defaultWorld())).toEqual(['eth0 carries the default route', 'lo is the loopback']);
  });

  it('are also what that one stands on: a VLAN, its bond, the members', async () => {
    const bonded = createBond(defaultWorld(), 'bond0', { mode: 'active-backup', members: ['eth1', 'eth2'] });
    const world = routed(createVlan(bonded, 'bond0', 7, { name: 'mgmt' }), 'mgmt');
    expect(await lines(world)).toEqual([
      'bond0 is below mgmt, which carries the default route',
      'eth1 is below mgmt, which carries the default route',
      'eth2 is below mgmt, which carries the default route',
      'lo is the loopback',
      'mgmt carries the default route',
    ]);
  });

  it('are the ports of a bridge that carries an IPv6 default route', async () => {
    const world = routed(createBridge(defaultWorld(), 'br0', { ports: ['eth3'] }), 'br0', 'fe80::1');
    expect(await lines(world)).toContain('eth3 is below br0, which carries the default route');
  });

  it('are what the phenotype lists, and what it allows is marked; the loopback is never allowed', async () => {
    expect(await lines(defaultWorld(), { protected: ['eth2', 'gone'], allow: ['eth0', 'lo'] })).toEqual([
      'eth0 carries the default route (allowed)',
      'eth2 is listed as protected by the phenotype',
      'gone is listed as protected by the phenotype',
      'lo is the loopback',
    ]);
  });

  it('are the way back to whoever runs sg over ssh', async () => {
    const session: WayOut = { purpose: 'session', family: 'inet', via: null, device: 'eth3' };
    expect(await lines(defaultWorld(), {}, [session])).toContain('eth3 carries the session sg is run from');
  });
});
