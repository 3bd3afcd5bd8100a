import { describe, expect, it } from 'vitest';
import { announce } from '../../../src/kernel/mock/announce.ts';
import { setUp } from '../../../src/kernel/mock/link.ts';
import { snapshotOf } from '../../../src/kernel/mock/snapshot.ts';
import { worldFromGiven } from '../../../src/kernel/vocabulary.ts';
import { refusal } from './worlds.ts';

const world = worldFromGiven([
  'interface eth0',
  'interface eth1',
  'interface eth2 without carrier',
  'bridge br0 with ports [eth1, eth0, eth2]',
  'interface eth3 without carrier',
]);

describe('an announcement', () => {
  it('is recorded with the address and the wires it left through', () => {
    expect(announce(world, 'br0').announcements).toEqual([
      { at: world.clock, device: 'br0', mac: '52:54:00:00:00:00', through: ['eth0', 'eth1'] },
    ]);
    expect(announce(world, 'br0', '52:54:00:aa:bb:cc').announcements[0]?.mac).toBe('52:54:00:aa:bb:cc');
  });

  it('reaches nobody without carrier, which is no error', () => {
    expect(announce(world, 'eth3').announcements).toMatchObject([{ device: 'eth3', through: [] }]);
  });

  it('fails on a device that is missing, down, or a loopback', () => {
    expect(refusal(() => announce(world, 'nope'))).toBe('ENODEV');
    expect(refusal(() => announce(setUp(world, 'br0', false), 'br0'))).toBe('EINVAL');
    expect(refusal(() => announce(world, 'lo'))).toBe('EINVAL');
  });

  it('is no state of the machine: snapshots leave it out', () => {
    expect(snapshotOf(announce(world, 'br0'))).toEqual(snapshotOf(world));
  });

  it('is kept for the last thousand', () => {
    let current = world;
    for (let count = 0; count < 1_005; count += 1) current = announce(current, 'br0');
    expect(current.announcements).toHaveLength(1_000);
  });
});
