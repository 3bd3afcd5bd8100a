import { describe, expect, it } from 'vitest';
import { attachPort, detachPort } from '../../../src/kernel/mock/bridge-port.ts';
import { createBridge } from '../../../src/kernel/mock/bridge.ts';
import { learn } from '../../../src/kernel/mock/fdb.ts';
import { setMac, setUp } from '../../../src/kernel/mock/link.ts';
import { advance } from '../../../src/kernel/mock/time.ts';
import { viewFdb } from '../../../src/kernel/mock/views.ts';
import type { World } from '../../../src/kernel/mock/world-schema.ts';
import { worldFromGiven } from '../../../src/kernel/vocabulary.ts';
import { fdbLines, linkOf } from './worlds.ts';

const station = '52:54:00:aa:bb:cc';
const bridged = worldFromGiven(['interface eth0', 'interface eth1', 'bridge br0 with ports [eth0]']);

function ages(world: World): readonly (number | null)[] {
  return viewFdb(world, 'br0').map(({ age }) => age);
}

describe('own entries', () => {
  it('are one for each address, of whoever had it first (seen on 6.18)', () => {
    expect(fdbLines(bridged, 'br0')).toEqual(['eth0 52:54:00:00:00:00 permanent']);
    const pinned = createBridge(bridged, 'br1', { mac: '52:54:00:00:00:01', ports: ['eth1'] });
    expect(fdbLines(pinned, 'br1')).toEqual(['br1 52:54:00:00:00:01 permanent']);
    const changed = setMac(pinned, 'br1', '52:54:00:00:00:ab');
    expect(fdbLines(changed, 'br1')).toEqual(['eth1 52:54:00:00:00:01 permanent', 'br1 52:54:00:00:00:ab permanent']);
  });

  it('go over to the bridge when a port is given the address it has already (seen on 6.18)', () => {
    expect(fdbLines(setMac(bridged, 'eth0', '52:54:00:00:00:00'), 'br0')).toEqual(['br0 52:54:00:00:00:00 permanent']);
    const apart = setMac(bridged, 'br0', '52:54:00:00:00:ab');
    expect(fdbLines(setMac(apart, 'eth0', '52:54:00:00:00:00'), 'br0')).toEqual([
      'eth0 52:54:00:00:00:00 permanent',
      'br0 52:54:00:00:00:ab permanent',
    ]);
  });

  it('go over to the bridge when the port that shared its address leaves (seen on 6.18)', () => {
    const pinned = setMac(bridged, 'br0', '52:54:00:00:00:00');
    expect(fdbLines(pinned, 'br0')).toEqual(['eth0 52:54:00:00:00:00 permanent']);
    expect(fdbLines(detachPort(pinned, 'br0', 'eth0'), 'br0')).toEqual(['br0 52:54:00:00:00:00 permanent']);
  });

  it('push out a learned entry for the same address', () => {
    const learned = learn(bridged, 'br0', 'eth0', '52:54:00:00:00:01');
    expect(fdbLines(attachPort(learned, 'br0', 'eth1'), 'br0')).toEqual([
      'eth0 52:54:00:00:00:00 permanent',
      'eth1 52:54:00:00:00:01 permanent',
    ]);
  });
});

describe('learned entries', () => {
  const world = learn(attachPort(bridged, 'br0', 'eth1'), 'br0', 'eth1', station);

  it('age, and are forgotten after 300 s', () => {
    expect(ages(advance(world, 12.5))).toEqual([null, null, 12.5]);
    expect(fdbLines(advance(world, 299.9), 'br0')).toContain(`eth1 ${station} learned`);
    expect(fdbLines(advance(world, 300), 'br0')).not.toContain(`eth1 ${station} learned`);
  });

  it('are renewed and moved by traffic', () => {
    const renewed = learn(advance(world, 200), 'br0', 'eth1', station);
    expect(fdbLines(advance(renewed, 200), 'br0')).toContain(`eth1 ${station} learned`);
    expect(fdbLines(learn(world, 'br0', 'eth0', station), 'br0')).toContain(`eth0 ${station} learned`);
  });

  it('do not replace the host’s own or static ones', () => {
    expect(learn(world, 'br0', 'eth1', linkOf(world, 'eth0').mac)).toBe(world);
    const fixed = worldFromGiven([
      'interface eth0',
      'interface eth1',
      'bridge br0 with ports [eth0, eth1]',
      `fdb br0 has static ${station} on eth1`,
    ]);
    expect(learn(fixed, 'br0', 'eth0', station)).toBe(fixed);
    expect(fdbLines(advance(fixed, 10_000), 'br0')).toContain(`eth1 ${station} static`);
  });

  it('are forgotten when the port goes down; static ones stay until it leaves (seen on 6.18)', () => {
    const fixed = worldFromGiven([
      'interface eth1',
      'bridge br0 with ports [eth1]',
      `fdb br0 has ${station} on eth1`,
      'fdb br0 has static 52:54:00:aa:bb:dd on eth1',
    ]);
    const down = setUp(fixed, 'eth1', false);
    expect(fdbLines(down, 'br0')).toEqual(['eth1 52:54:00:00:00:00 permanent', 'eth1 52:54:00:aa:bb:dd static']);
    expect(fdbLines(detachPort(down, 'br0', 'eth1'), 'br0')).toEqual([]);
  });
});
