import { describe, expect, it } from 'vitest';
import { defaultWorld } from '../../../src/kernel/mock/default-world.ts';
import { createBond } from '../../../src/kernel/mock/bond.ts';
import { attachPort } from '../../../src/kernel/mock/bridge-port.ts';
import { createBridge } from '../../../src/kernel/mock/bridge.ts';
import { setUp } from '../../../src/kernel/mock/link.ts';
import { probe } from '../../../src/kernel/mock/probe.ts';
import { advance } from '../../../src/kernel/mock/time.ts';
import { viewNeighbours } from '../../../src/kernel/mock/views.ts';
import type { World } from '../../../src/kernel/mock/world-schema.ts';
import type { ProbeOptions } from '../../../src/kernel/network.ts';
import { worldFromGiven } from '../../../src/kernel/vocabulary.ts';
import { fdbLines, refusal } from './worlds.ts';

const gateway = '192.0.2.1';

function reaches(world: World, target: string, options?: ProbeOptions): boolean {
  return probe(world, target, options).result.reachable;
}

describe('a probe', () => {
  const world = defaultWorld();

  it('reaches the gateway, this machine and nobody else', () => {
    expect(reaches(world, gateway)).toBe(true);
    expect(reaches(world, '192.0.2.10')).toBe(true);
    expect(reaches(world, '127.0.0.1')).toBe(true);
    expect(reaches(world, '::1')).toBe(true);
    expect(reaches(world, '192.0.2.2')).toBe(false);
    expect(reaches(world, '203.0.113.1')).toBe(false);
    expect(reaches(world, '2001:db8::1')).toBe(false);
  });

  it('takes its time: the round trip, or all of the time-out', () => {
    expect(probe(world, gateway).result.rttMs).toBe(0.5);
    expect(probe(world, gateway).world.clock).toBe(world.clock + 0.0005);
    expect(probe(world, '192.0.2.2').result).toEqual({ reachable: false, rttMs: null });
    expect(probe(world, '192.0.2.2').world.clock).toBe(world.clock + 1);
    expect(probe(world, '192.0.2.2', { timeoutSeconds: 2.5 }).world.clock).toBe(world.clock + 2.5);
  });

  it('leaves through the device it is told to', () => {
    expect(reaches(world, gateway, { from: 'eth0' })).toBe(true);
    expect(reaches(world, gateway, { from: 'eth1' })).toBe(false);
    expect(refusal(() => probe(world, gateway, { from: 'nope' }).world)).toBe('ENODEV');
  });

  it('fails without carrier, without a route, and without the loopback', () => {
    expect(reaches(setUp(world, 'eth0', false), gateway)).toBe(false);
    expect(reaches(setUp(setUp(world, 'eth0', false), 'eth0', true), gateway)).toBe(true);
    expect(reaches(setUp(world, 'lo', false), '192.0.2.10')).toBe(false);
    const unplugged = worldFromGiven([
      'interface eth0 without carrier',
      'address 192.0.2.10/24 on eth0',
      'host 192.0.2.1 behind eth0',
    ]);
    expect(reaches(unplugged, gateway)).toBe(false);
  });

  it('through a gateway needs the route, the gateway and the target', () => {
    const given = [
      'interface eth0',
      'address 192.0.2.10/24 on eth0',
      'host 192.0.2.1 behind eth0',
      'host 198.51.100.7 behind eth0',
    ];
    expect(reaches(worldFromGiven(given), '198.51.100.7')).toBe(false);
    const routed = worldFromGiven([...given, 'default route via 192.0.2.1 on eth0']);
    expect(reaches(routed, '198.51.100.7')).toBe(true);
    expect(reaches(routed, '198.51.100.8')).toBe(false);
    expect(reaches(setUp(setUp(routed, 'eth0', false), 'eth0', true), '198.51.100.7')).toBe(false);
    const missing = worldFromGiven([
      ...given.filter((line) => !line.includes('192.0.2.1 behind')),
      'default route via 192.0.2.1 on eth0',
    ]);
    expect(reaches(missing, '198.51.100.7')).toBe(false);
  });

  it('gets no answer at an address that was left on a port or member', () => {
    expect(reaches(createBridge(world, 'br0', { ports: ['eth0'] }), gateway)).toBe(false);
    expect(reaches(createBond(world, 'bond0', { mode: 'active-backup', members: ['eth0'] }), gateway)).toBe(false);
  });

  it('through a bridge waits for a port that forwards, and teaches the bridge', () => {
    const bridged = worldFromGiven([
      'interface eth0',
      'interface eth1',
      'bridge br0 stp on',
      'bridge br0 forward delay 2',
      'bridge br0 with ports [eth0, eth1]',
      'port eth0 of br0 is listening',
      'address 192.0.2.10/24 on br0',
      'host 192.0.2.1 behind eth0',
    ]);
    expect(reaches(bridged, gateway)).toBe(false);
    const { world: taught, result } = probe(advance(bridged, 4), gateway);
    expect(result.reachable).toBe(true);
    expect(fdbLines(taught, 'br0')).toContain('eth0 52:54:00:ff:00:01 learned');
    expect(viewNeighbours(taught)).toEqual([
      {
        address: gateway,
        device: 'br0',
        mac: '52:54:00:ff:00:01',
        state: 'reachable',
        confirmed: expect.any(Number) as number,
      },
    ]);
  });

  it('through a bond takes the active member, and through a VLAN its tag', () => {
    const bonded = [
      'interface eth0',
      'interface eth1',
      'bond bond0 with members [eth0, eth1]',
      'vlan bond0.100 on bond0 id 100',
      'address 192.0.2.10/24 on bond0',
      'address 198.51.100.10/24 on bond0.100',
    ];
    expect(reaches(worldFromGiven([...bonded, 'host 192.0.2.1 behind eth0']), gateway)).toBe(true);
    expect(reaches(worldFromGiven([...bonded, 'host 192.0.2.1 behind eth1']), gateway)).toBe(false);
    expect(reaches(worldFromGiven([...bonded, 'host 198.51.100.1 behind eth0 vlan 100']), '198.51.100.1')).toBe(true);
    expect(reaches(worldFromGiven([...bonded, 'host 198.51.100.1 behind eth0']), '198.51.100.1')).toBe(false);
    expect(reaches(worldFromGiven([...bonded, 'host 198.51.100.1 behind eth0 vlan 200']), '198.51.100.1')).toBe(false);
  });

  it('prefers the longer prefix', () => {
    const two = worldFromGiven([
      'interface eth0',
      'interface eth1',
      'address 192.0.2.10/16 on eth0',
      'address 192.0.2.11/24 on eth1',
      'host 192.0.2.1 behind eth1',
      'host 192.0.3.1 behind eth0',
    ]);
    expect(reaches(two, '192.0.2.1')).toBe(true);
    expect(reaches(two, '192.0.3.1')).toBe(true);
    expect(reaches(two, '192.0.2.1', { from: 'eth0' })).toBe(false);
  });

  it('through a bridge whose port was attached later finds the host there', () => {
    const bare = worldFromGiven([
      'interface eth0',
      'bridge br0',
      'address 192.0.2.10/24 on br0',
      'host 192.0.2.1 behind eth0',
    ]);
    expect(reaches(bare, gateway)).toBe(false);
    expect(reaches(attachPort(bare, 'br0', 'eth0'), gateway)).toBe(true);
  });
});
