import { describe, expect, it } from 'vitest';
import { createBond, deleteBond } from '../../../src/kernel/mock/bond.ts';
import { attachPort } from '../../../src/kernel/mock/bridge-port.ts';
import { createBridge } from '../../../src/kernel/mock/bridge.ts';
import { setMac, setMtu, setUp } from '../../../src/kernel/mock/link.ts';
import { removeLink } from '../../../src/kernel/mock/remove-link.ts';
import { settle } from '../../../src/kernel/mock/settle.ts';
import { createVlan } from '../../../src/kernel/mock/vlan.ts';
import type { World } from '../../../src/kernel/mock/world-schema.ts';
import { worldFromGiven } from '../../../src/kernel/vocabulary.ts';
import { bondOf, bridgeOf, linkOf, refusal } from './worlds.ts';

/* Expectations marked "seen" were checked by hand with iproute2 on Linux 6.1 (User-Mode Linux). */

const cards = worldFromGiven(['interface eth0', 'interface eth1', 'interface eth2', 'interface eth3']);
const bonded = createBond(cards, 'bond0', { mode: 'active-backup', members: ['eth1', 'eth2'] });

function plug(world: World, name: string, cable: boolean): World {
  return settle({
    ...world,
    links: world.links.map((link) => (link.kind === 'ethernet' && link.name === name ? { ...link, cable } : link)),
  });
}

describe('createBond', () => {
  it('gives members the address and MTU of the bond, which has those of the first (seen)', () => {
    const world = createBond(setMtu(cards, 'eth2', 9000), 'bond0', { mode: '802.3ad', members: ['eth2', 'eth1'] });
    expect(linkOf(world, 'bond0')).toMatchObject({
      kind: 'bond',
      mac: '52:54:00:00:00:02',
      mtu: 1500,
      operstate: 'up',
    });
    expect(linkOf(world, 'eth1')).toMatchObject({
      mac: '52:54:00:00:00:02',
      permanentMac: '52:54:00:00:00:01',
      master: 'bond0',
      up: true,
    });
    expect(linkOf(world, 'eth2')).toMatchObject({ mtu: 1500, up: true });
    expect(bondOf(world, 'bond0')).toMatchObject({ mode: '802.3ad', miimon: 100, activeMember: null });
    expect(bondOf(world, 'bond0').members).toEqual([
      { name: 'eth2', linkUp: true },
      { name: 'eth1', linkUp: true },
    ]);
  });

  it('lets members of the balancing modes keep their addresses (seen)', () => {
    const world = createBond(cards, 'bond0', { mode: 'balance-alb', members: ['eth2', 'eth1'] });
    expect(linkOf(world, 'bond0').mac).toBe('52:54:00:00:00:02');
    expect(linkOf(world, 'eth1').mac).toBe('52:54:00:00:00:01');
    expect(bondOf(world, 'bond0').activeMember).toBe('eth2');
  });

  it('takes a member down first, which costs it its routes (seen)', () => {
    const routed = worldFromGiven([
      'interface eth0',
      'address 192.0.2.10/24 on eth0',
      'address 2001:db8::10/64 on eth0',
      'default route via 192.0.2.1 on eth0',
    ]);
    const world = createBond(routed, 'bond0', { mode: 'active-backup', members: ['eth0'] });
    expect(world.routes).toEqual([]);
    expect(world.addresses.map(({ address }) => address)).toEqual(['127.0.0.1', '192.0.2.10']);
  });

  it.each([100, 0])('without members is down, whether or not it monitors: miimon %i (seen)', (miimon) => {
    expect(linkOf(createBond(cards, 'b', { mode: 'active-backup', miimon }), 'b')).toMatchObject({
      up: true,
      operstate: 'down',
      carrier: false,
    });
  });

  it('refuses what exists, is missing, taken or unfit', () => {
    const options = { mode: 'active-backup' } as const;
    expect(refusal(() => createBond(bonded, 'bond0', options))).toBe('EEXIST');
    expect(refusal(() => createBond(bonded, 'eth0', options))).toBe('EEXIST');
    expect(refusal(() => createBond(bonded, 'bond1', { ...options, members: ['nope'] }))).toBe('ENODEV');
    expect(refusal(() => createBond(bonded, 'bond1', { ...options, members: ['eth1'] }))).toBe('EBUSY');
    expect(refusal(() => createBond(bonded, 'bond1', { ...options, members: ['lo'] }))).toBe('EINVAL');
    expect(refusal(() => createBond(bonded, 'bond1', { ...options, members: ['bond1'] }))).toBe('EINVAL');
  });
});

describe('fail-over', () => {
  it('goes to the next member with carrier and does not come back by itself (seen)', () => {
    expect(bondOf(bonded, 'bond0').activeMember).toBe('eth1');
    const failed = plug(bonded, 'eth1', false);
    expect(bondOf(failed, 'bond0')).toMatchObject({ activeMember: 'eth2', operstate: 'up' });
    expect(bondOf(failed, 'bond0').members[0]).toEqual({ name: 'eth1', linkUp: false });
    expect(bondOf(plug(failed, 'eth1', true), 'bond0').activeMember).toBe('eth2');
  });

  it('ends with the last carrier, and what stands on the bond notices', () => {
    const stacked = createBridge(createVlan(bonded, 'bond0', 5), 'br0', { ports: ['bond0.5'] });
    expect(bridgeOf(stacked, 'br0').ports).toEqual([{ name: 'bond0.5', state: 'forwarding' }]);
    const dark = plug(plug(stacked, 'eth1', false), 'eth2', false);
    expect(bondOf(dark, 'bond0')).toMatchObject({ activeMember: null, operstate: 'down', carrier: false });
    expect(linkOf(dark, 'bond0.5')).toMatchObject({ operstate: 'lowerlayerdown', carrier: false });
    expect(linkOf(dark, 'br0')).toMatchObject({ operstate: 'down', carrier: false });
    expect(linkOf(plug(dark, 'eth2', true), 'br0').carrier).toBe(true);
  });

  it('does not happen where nothing monitors the links', () => {
    const blind = createBond(cards, 'bond0', { mode: 'active-backup', members: ['eth1', 'eth2'], miimon: 0 });
    expect(bondOf(plug(blind, 'eth1', false), 'bond0')).toMatchObject({ activeMember: 'eth1', operstate: 'up' });
  });
});

describe('a bond', () => {
  it('hands an address and an MTU it is given to its members (seen)', () => {
    const world = setMtu(setMac(bonded, 'bond0', '52:54:00:00:00:bb'), 'bond0', 1400);
    for (const name of ['bond0', 'eth1', 'eth2']) {
      expect(linkOf(world, name)).toMatchObject({ mac: '52:54:00:00:00:bb', mtu: 1400 });
    }
  });

  it('that goes takes its VLANs along and leaves its members down, as they were otherwise (seen)', () => {
    const world = setMtu(createVlan(bonded, 'bond0', 5), 'bond0', 1400);
    const gone = deleteBond(world, 'bond0');
    expect(gone.links.map(({ name }) => name)).toEqual(['lo', 'eth0', 'eth1', 'eth2', 'eth3']);
    expect(linkOf(gone, 'eth2')).toMatchObject({ up: false, master: null, mac: '52:54:00:00:00:02', mtu: 1500 });
    expect(refusal(() => deleteBond(gone, 'bond0'))).toBe('ENODEV');
    expect(refusal(() => deleteBond(gone, 'eth1'))).toBe('EINVAL');
  });

  it('that loses a member that is deleted loses its name too, and with the last one its address (seen)', () => {
    const vlans = createVlan(cards, 'eth1', 5);
    const world = createBond(vlans, 'bond0', { mode: 'active-backup', members: ['eth1.5'] });
    const empty = settle(removeLink(world, 'eth1.5'));
    expect(bondOf(empty, 'bond0').members).toEqual([]);
    expect(linkOf(empty, 'bond0').mac).not.toBe('52:54:00:00:00:01');
  });

  it('can be a bridge port, but not one of a bridge that is its member (seen)', () => {
    expect(linkOf(createBridge(bonded, 'br0', { ports: ['bond0'] }), 'br0').mac).toBe('52:54:00:00:00:01');
    const below = createBond(createBridge(cards, 'br0', { ports: ['eth0'] }), 'bond0', {
      mode: 'active-backup',
      members: ['br0'],
    });
    expect(refusal(() => attachPort(below, 'br0', 'bond0'))).toBe('EBUSY');
  });

  it('cannot take a VLAN whose parent is down, because members are set up (seen)', () => {
    const world = setUp(createVlan(cards, 'eth1', 5), 'eth1', false);
    expect(refusal(() => createBond(world, 'bond0', { mode: 'active-backup', members: ['eth1.5'] }))).toBe('EINVAL');
  });

  it('that is down has no carrier, while its members stay up (seen)', () => {
    const down = setUp(bonded, 'bond0', false);
    expect(linkOf(down, 'bond0')).toMatchObject({ operstate: 'down', carrier: false });
    expect(linkOf(down, 'eth1').up).toBe(true);
  });
});
