import { describe, expect, it } from 'vitest';
import { createBridge } from '../../../src/kernel/mock/bridge.ts';
import { detachPort } from '../../../src/kernel/mock/bridge-port.ts';
import { setMac, setMtu, setUp } from '../../../src/kernel/mock/link.ts';
import { createVlan, deleteVlan } from '../../../src/kernel/mock/vlan.ts';
import { worldFromGiven } from '../../../src/kernel/vocabulary.ts';
import { linkOf, refusal, vlanOf } from './worlds.ts';

/* Expectations marked "seen" were checked by hand with iproute2 on Linux 6.1 (User-Mode Linux). */

const cards = worldFromGiven(['interface eth0', 'interface eth1', 'interface eth2 without carrier']);
const tagged = createVlan(cards, 'eth1', 5);

describe('createVlan', () => {
  it('names it after parent and id, with the parent’s address, MTU and state (seen)', () => {
    expect(vlanOf(tagged, 'eth1.5')).toMatchObject({
      kind: 'vlan',
      parent: 'eth1',
      id: 5,
      up: true,
      operstate: 'up',
      mac: '52:54:00:00:00:01',
      mtu: 1500,
    });
    expect(vlanOf(createVlan(cards, 'eth1', 5, { name: 'backup' }), 'backup').id).toBe(5);
    expect(vlanOf(createVlan(tagged, 'eth1.5', 7), 'eth1.5.7').parent).toBe('eth1.5');
  });

  it('refuses a second of the same id on the parent, and names that exist (seen)', () => {
    expect(refusal(() => createVlan(tagged, 'eth1', 5))).toBe('EEXIST');
    expect(refusal(() => createVlan(tagged, 'eth1', 5, { name: 'other' }))).toBe('EEXIST');
    expect(refusal(() => createVlan(tagged, 'eth1', 6, { name: 'eth1.5' }))).toBe('EEXIST');
    expect(refusal(() => createVlan(tagged, 'eth0', 5))).toBe('none');
  });

  it('refuses a parent that is missing or cannot carry tags, and names that get too long (seen)', () => {
    expect(refusal(() => createVlan(cards, 'nope', 5))).toBe('ENODEV');
    expect(refusal(() => createVlan(cards, 'lo', 5))).toBe('EINVAL');
    expect(refusal(() => createVlan(cards, 'lo', 5, { name: 'eth0' }))).toBe('EEXIST');
    const long = createBridge(cards, 'a-long-bridge');
    expect(refusal(() => createVlan(long, 'a-long-bridge', 100))).toBe('EINVAL');
    expect(refusal(() => createVlan(long, 'a-long-bridge', 1))).toBe('none');
  });

  it('comes up with its parent (seen)', () => {
    const down = createVlan(setUp(cards, 'eth1', false), 'eth1', 5);
    expect(vlanOf(down, 'eth1.5').up).toBe(false);
    expect(refusal(() => setUp(down, 'eth1.5', true))).toBe('EINVAL');
    expect(vlanOf(setUp(down, 'eth1', true), 'eth1.5')).toMatchObject({ up: true, operstate: 'up' });
  });

  it('cannot be stacked higher than eight links, itself and the card counted (seen)', () => {
    const names = ['eth1', 'v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7'];
    const tower = names.slice(1).reduce((world, name, at) => createVlan(world, names[at]!, 5, { name }), cards);
    expect(refusal(() => createVlan(tower, 'v7', 5, { name: 'v8' }))).toBe('EINVAL');
    expect(refusal(() => createBridge(tower, 'br0', { ports: ['v7'] }))).toBe('EINVAL');
    expect(refusal(() => createBridge(tower, 'br0', { ports: ['v6'] }))).toBe('none');
  });

  it('shows lowerlayerdown above a parent without carrier (seen)', () => {
    expect(linkOf(createVlan(cards, 'eth2', 5), 'eth2.5')).toMatchObject({
      up: true,
      operstate: 'lowerlayerdown',
      carrier: false,
    });
  });
});

describe('a VLAN', () => {
  it('goes down and up with its parent, all the way up the stack (seen)', () => {
    const stacked = createVlan(tagged, 'eth1.5', 7);
    const down = setUp(stacked, 'eth1', false);
    expect([linkOf(down, 'eth1.5').up, linkOf(down, 'eth1.5.7').up]).toEqual([false, false]);
    const up = setUp(down, 'eth1', true);
    expect([linkOf(up, 'eth1.5').up, linkOf(up, 'eth1.5.7').up]).toEqual([true, true]);
  });

  it('follows its parent’s address until it has one of its own, and only while it is up (seen)', () => {
    expect(linkOf(setMac(tagged, 'eth1', '52:54:00:00:00:11'), 'eth1.5').mac).toBe('52:54:00:00:00:11');
    const own = setMac(tagged, 'eth1.5', '52:54:00:00:00:55');
    expect(linkOf(setMac(own, 'eth1', '52:54:00:00:00:11'), 'eth1.5').mac).toBe('52:54:00:00:00:55');
    const down = setMac(setUp(tagged, 'eth1.5', false), 'eth1', '52:54:00:00:00:11');
    expect(linkOf(down, 'eth1.5').mac).toBe('52:54:00:00:00:01');
  });

  it('stays down on a bridge that had no address when it was made (seen)', () => {
    const empty = detachPort(createBridge(cards, 'br0', { ports: ['eth1'] }), 'br0', 'eth1');
    const zero = createVlan(empty, 'br0', 9);
    expect(linkOf(zero, 'br0.9')).toMatchObject({ up: false, mac: '00:00:00:00:00:00' });
    expect(refusal(() => setUp(zero, 'br0.9', true))).toBe('EINVAL');
  });

  it('has no more MTU than its parent, and does not grow back with it (seen)', () => {
    expect(refusal(() => setMtu(tagged, 'eth1.5', 1501))).toBe('EINVAL');
    const cut = setMtu(tagged, 'eth1', 1400);
    expect(linkOf(cut, 'eth1.5').mtu).toBe(1400);
    expect(linkOf(setMtu(cut, 'eth1', 1600), 'eth1.5').mtu).toBe(1400);
  });

  it('is deleted with the VLANs on it, and nothing else is', () => {
    const stacked = createVlan(tagged, 'eth1.5', 7);
    expect(deleteVlan(stacked, 'eth1.5')).toEqual(cards);
    expect(refusal(() => deleteVlan(stacked, 'eth1'))).toBe('EINVAL');
    expect(refusal(() => deleteVlan(stacked, 'nope'))).toBe('ENODEV');
  });
});
