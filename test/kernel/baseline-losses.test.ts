import { describe, expect, it } from 'vitest';
import { baselineLosses, type Standing } from '../../src/kernel/baseline-losses.ts';
import { createBridge } from '../../src/kernel/mock/bridge.ts';
import { defaultWorld } from '../../src/kernel/mock/default-world.ts';
import { plug } from '../../src/kernel/mock/events.ts';
import { setMac, setUp } from '../../src/kernel/mock/link.ts';
import { removeLink } from '../../src/kernel/mock/remove-link.ts';
import { snapshotOf } from '../../src/kernel/mock/snapshot.ts';
import type { World } from '../../src/kernel/mock/world-schema.ts';
import { asNetworkSnapshot } from '../../src/kernel/network-snapshot.ts';
import type { WayOut } from '../../src/kernel/reach.ts';

const way: WayOut = { purpose: 'default-route', family: 'inet', via: '192.0.2.1', device: 'eth0' };
const session: WayOut = { purpose: 'session', family: 'inet', via: null, device: 'eth1' };

function standing(world: World, ways: readonly WayOut[] = [way]): Standing {
  const { links, addresses } = asNetworkSnapshot(snapshotOf(world));
  return { links, addresses, ways };
}

function losses(after: World, ways: readonly WayOut[] = [way], before: World = defaultWorld()): readonly string[] {
  return baselineLosses(standing(before), standing(after, ways), ['eth0']).losses;
}

describe('what of a baseline is lost', () => {
  const world = defaultWorld();

  it('nothing while all is as it was, whatever else changes', () => {
    expect(losses(setUp(world, 'eth3', false))).toEqual([]);
  });

  it('an interface that is down, has another address, or belongs to another one', () => {
    expect(losses(setUp(world, 'eth0', false))).toEqual(['eth0 is down']);
    expect(losses(setMac(world, 'eth0', '52:54:00:00:00:77'))).toEqual([
      'eth0 has another address: 52:54:00:00:00:77, not 52:54:00:00:00:00',
    ]);
    expect(losses(createBridge(world, 'br0', { ports: ['eth0'] }))).toEqual([
      'eth0 belongs to br0',
      'the default route leads through eth0, which belongs to br0 now',
    ]);
  });

  it('an IP address, a route', () => {
    expect(losses({ ...world, addresses: [] })).toEqual(['eth0 no longer has 192.0.2.10/24']);
    expect(losses(world, [])).toEqual(['the default route via 192.0.2.1 through eth0 is gone']);
    expect(losses(world, [{ ...way, device: 'eth1' }])).toEqual([]);
    const { losses: gone } = baselineLosses(standing(world, [way, session]), standing(world), []);
    expect(gone).toEqual(['the way to the session sg is run from through eth1 is gone']);
  });

  it('nothing by a cable that was pulled or a card that is gone, nor by what stood on it', () => {
    expect(losses(plug(world, 'eth0', false), [])).toEqual([]);
    expect(losses(removeLink(world, 'eth0'), [])).toEqual([]);
    const bridged = createBridge(world, 'br0', { ports: ['eth2'] });
    const before = standing(bridged, [{ ...way, device: 'br0' }]);
    const after = standing(plug(bridged, 'eth2', false), []);
    expect(baselineLosses(before, after, ['br0', 'eth2']).losses).toEqual([]);
  });
});
