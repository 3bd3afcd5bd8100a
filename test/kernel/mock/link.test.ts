import { describe, expect, it } from 'vitest';
import { setMac, setMtu, setUp } from '../../../src/kernel/mock/link.ts';
import { worldFromGiven } from '../../../src/kernel/vocabulary.ts';
import { linkOf, refusal } from './worlds.ts';

const world = worldFromGiven([
  'interface eth0',
  'interface eth1 without carrier',
  'address 192.0.2.10/24 on eth0',
  'address 2001:db8::10/64 on eth0',
  'default route via 192.0.2.1 on eth0',
]);

describe('setUp', () => {
  it('changes operstate and carrier', () => {
    expect(linkOf(world, 'eth0')).toMatchObject({ up: true, operstate: 'up', carrier: true });
    expect(linkOf(world, 'eth1')).toMatchObject({ up: true, operstate: 'down', carrier: false });
    expect(linkOf(setUp(world, 'eth0', false), 'eth0')).toMatchObject({ up: false, operstate: 'down', carrier: false });
    expect(linkOf(world, 'lo')).toMatchObject({ up: true, operstate: 'unknown', carrier: true });
    expect(setUp(world, 'eth0', true)).toBe(world);
    expect(refusal(() => setUp(world, 'nope', true))).toBe('ENODEV');
  });

  it('down costs routes and IPv6 addresses, which up does not bring back (seen on 6.1)', () => {
    const again = setUp(setUp(world, 'eth0', false), 'eth0', true);
    expect(again.routes).toEqual([]);
    expect(again.addresses.map(({ address }) => address)).toEqual(['127.0.0.1', '192.0.2.10']);
  });
});

describe('setMac', () => {
  it('changes the address and not the one the hardware came with', () => {
    const changed = setMac(world, 'eth0', '52:54:00:00:00:99');
    expect(linkOf(changed, 'eth0')).toMatchObject({ mac: '52:54:00:00:00:99', permanentMac: '52:54:00:00:00:00' });
    expect(refusal(() => setMac(world, 'nope', '52:54:00:00:00:99'))).toBe('ENODEV');
    expect(refusal(() => setMac(world, 'lo', '52:54:00:00:00:99'))).toBe('EINVAL');
  });
});

describe('setMtu', () => {
  it('takes 68 to 65535 on Ethernet, and anything up to 65536 on the loopback (seen on 6.18)', () => {
    expect(refusal(() => setMtu(world, 'eth0', 67))).toBe('EINVAL');
    expect(refusal(() => setMtu(world, 'eth0', 65_536))).toBe('EINVAL');
    expect(linkOf(setMtu(world, 'eth0', 68), 'eth0').mtu).toBe(68);
    expect(linkOf(setMtu(world, 'eth0', 65_535), 'eth0').mtu).toBe(65_535);
    expect(linkOf(setMtu(world, 'lo', 0), 'lo').mtu).toBe(0);
    expect(refusal(() => setMtu(world, 'nope', 1500))).toBe('ENODEV');
  });
});
