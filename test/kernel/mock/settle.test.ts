import { describe, expect, it } from 'vitest';
import { setMac, setMtu } from '../../../src/kernel/mock/link.ts';
import { settle } from '../../../src/kernel/mock/settle.ts';
import { worldFromGiven } from '../../../src/kernel/vocabulary.ts';
import { linkOf } from './worlds.ts';

describe('settling', () => {
  const world = worldFromGiven([
    'interface eth0',
    'bridge br0',
    'vlan br0.9 on br0 id 9',
    'bond bond0 with members [eth0]',
    'vlan bond0.5 on bond0 id 5',
    'bridge br0 with ports [bond0.5]',
  ]);

  it('goes up through a stack, in whatever order its links came to be', () => {
    expect(linkOf(world, 'br0.9').mac).toBe('52:54:00:00:00:00');
    const changed = setMtu(setMac(world, 'bond0', '52:54:00:00:00:42'), 'bond0', 1400);
    for (const name of ['eth0', 'bond0', 'bond0.5', 'br0', 'br0.9']) {
      expect(linkOf(changed, name)).toMatchObject({ mac: '52:54:00:00:00:42', mtu: 1400 });
    }
  });

  it('leaves a world at rest as it is', () => {
    expect(settle(world)).toBe(world);
  });
});
