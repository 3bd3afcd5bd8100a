import { describe, expect, it } from 'vitest';
import { attachPort, detachPort } from '../../../src/kernel/mock/bridge-port.ts';
import { createBridge, deleteBridge, setStp } from '../../../src/kernel/mock/bridge.ts';
import { setMac, setMtu, setUp } from '../../../src/kernel/mock/link.ts';
import { advance } from '../../../src/kernel/mock/time.ts';
import { createVlan } from '../../../src/kernel/mock/vlan.ts';
import type { World } from '../../../src/kernel/mock/world-schema.ts';
import { worldFromGiven } from '../../../src/kernel/vocabulary.ts';
import { bridgeOf, fdbLines, linkOf, refusal } from './worlds.ts';

/* Expectations marked "seen" were checked by hand with iproute2 on Linux 6.18. */

const cards = worldFromGiven(['interface eth0', 'interface eth1', 'interface eth2', 'interface eth3']);

function states(world: World): readonly string[] {
  return bridgeOf(world, 'br0').ports.map(({ name, state }) => `${name} ${state}`);
}

describe('createBridge', () => {
  it('refuses a name that any link has, of whatever kind (seen)', () => {
    expect(refusal(() => createBridge(cards, 'eth0'))).toBe('EEXIST');
    expect(refusal(() => createBridge(cards, 'lo'))).toBe('EEXIST');
    expect(refusal(() => createBridge(createBridge(cards, 'br0'), 'br0'))).toBe('EEXIST');
  });

  it('refuses ports that are missing, taken or unfit', () => {
    const taken = createBridge(cards, 'br0', { ports: ['eth0'] });
    expect(refusal(() => createBridge(taken, 'br1', { ports: ['nope'] }))).toBe('ENODEV');
    expect(refusal(() => createBridge(taken, 'br1', { ports: ['eth0'] }))).toBe('EBUSY');
    expect(refusal(() => createBridge(taken, 'br1', { ports: ['eth1', 'eth1'] }))).toBe('EBUSY');
    expect(refusal(() => createBridge(taken, 'br1', { ports: ['lo'] }))).toBe('EINVAL');
    expect(refusal(() => createBridge(taken, 'br1', { ports: ['br0'] }))).toBe('EINVAL');
    expect(refusal(() => createBridge(taken, 'br1', { ports: ['br1'] }))).toBe('EINVAL');
  });

  it('leaves a bridge without ports at operstate unknown, with carrier and an address of its own (seen)', () => {
    const link = linkOf(createBridge(cards, 'br0'), 'br0');
    expect(link).toMatchObject({
      kind: 'bridge',
      up: true,
      operstate: 'unknown',
      carrier: true,
      mtu: 1500,
      master: null,
    });
    expect(link.mac).toMatch(/^.[26ae]:/);
    expect(fdbLines(createBridge(cards, 'br0'), 'br0')).toEqual([`br0 ${link.mac} permanent`]);
  });

  it('without ports but with an address has no carrier (seen)', () => {
    const link = linkOf(createBridge(cards, 'br0', { mac: '52:54:00:00:00:aa' }), 'br0');
    expect(link).toMatchObject({ operstate: 'down', carrier: false, mac: '52:54:00:00:00:aa' });
  });

  it('loses the carrier it began with when STP is on, or a first port comes (seen)', () => {
    expect(linkOf(createBridge(cards, 'br0', { stp: true }), 'br0')).toMatchObject({
      operstate: 'down',
      carrier: false,
    });
    const first = attachPort(createBridge(cards, 'br0'), 'br0', 'eth0');
    expect(linkOf(first, 'br0')).toMatchObject({ operstate: 'up', carrier: true });
  });

  it('takes the lowest port address, unless one is given (seen)', () => {
    expect(linkOf(createBridge(cards, 'br0', { ports: ['eth3', 'eth2'] }), 'br0').mac).toBe('52:54:00:00:00:02');
    const pinned = createBridge(cards, 'br0', { ports: ['eth3', 'eth2'], mac: '52:54:00:00:00:bb' });
    expect(linkOf(pinned, 'br0').mac).toBe('52:54:00:00:00:bb');
    expect(linkOf(setMac(pinned, 'eth2', '02:00:00:00:00:01'), 'br0').mac).toBe('52:54:00:00:00:bb');
  });

  it('forwards at once with STP off', () => {
    const world = createBridge(cards, 'br0', { ports: ['eth0', 'eth1'] });
    expect(states(world)).toEqual(['eth0 forwarding', 'eth1 forwarding']);
    expect(linkOf(world, 'br0')).toMatchObject({ operstate: 'up', carrier: true });
    expect(linkOf(world, 'eth0').master).toBe('br0');
  });

  it('leaves a port that is down, down and disabled', () => {
    const world = createBridge(setUp(cards, 'eth1', false), 'br0', { ports: ['eth1'] });
    expect(states(world)).toEqual(['eth1 disabled']);
    expect(linkOf(world, 'br0')).toMatchObject({ up: true, operstate: 'down', carrier: false });
    expect(states(setUp(world, 'eth1', true))).toEqual(['eth1 forwarding']);
  });

  it('wants a forward delay of 2 to 30 s with STP on, and takes any from 0 to 30 with it off (seen)', () => {
    expect(refusal(() => createBridge(cards, 'br0', { stp: true, forwardDelay: 1 }))).toBe('EINVAL');
    expect(bridgeOf(createBridge(cards, 'br0', { forwardDelay: 0 }), 'br0').forwardDelay).toBe(0);
    expect(bridgeOf(createBridge(cards, 'br0'), 'br0')).toMatchObject({
      stp: false,
      forwardDelay: 15,
      ageingTime: 300,
    });
  });
});

describe('spanning tree', () => {
  const world = createBridge(cards, 'br0', { ports: ['eth0'], stp: true, forwardDelay: 4 });

  it('takes a port through listening and learning, a forward delay each (seen)', () => {
    expect(states(world)).toEqual(['eth0 listening']);
    expect(states(advance(world, 3.999_999))).toEqual(['eth0 listening']);
    expect(states(advance(world, 4))).toEqual(['eth0 learning']);
    expect(linkOf(advance(world, 7.9), 'br0')).toMatchObject({ operstate: 'down', carrier: false });
    expect(states(advance(world, 8))).toEqual(['eth0 forwarding']);
    expect(linkOf(advance(world, 8), 'br0')).toMatchObject({ operstate: 'up', carrier: true });
  });

  it('uses the delay of the moment a timer starts', () => {
    const hurried = setStp(advance(world, 1), 'br0', { enabled: true, forwardDelay: 2 });
    expect(states(advance(hurried, 2.9))).toEqual(['eth0 listening']);
    expect(states(advance(hurried, 3))).toEqual(['eth0 learning']);
    expect(states(advance(hurried, 5))).toEqual(['eth0 forwarding']);
  });

  it('starts anew when the port or the bridge was down (seen)', () => {
    const forwarding = advance(world, 8);
    for (const name of ['eth0', 'br0']) {
      const down = setUp(forwarding, name, false);
      expect(states(down)).toEqual(['eth0 disabled']);
      expect(states(setUp(down, name, true))).toEqual(['eth0 listening']);
    }
  });

  it('turned on lets ports forward that do; turned off lets ports go on that are on their way (seen)', () => {
    const off = createBridge(cards, 'br0', { ports: ['eth0'] });
    expect(states(setStp(off, 'br0', { enabled: true }))).toEqual(['eth0 forwarding']);
    const halted = setStp(world, 'br0', { enabled: false });
    expect(states(halted)).toEqual(['eth0 listening']);
    expect(states(advance(halted, 8))).toEqual(['eth0 forwarding']);
    expect(states(attachPort(halted, 'br0', 'eth1'))).toEqual(['eth0 listening', 'eth1 forwarding']);
  });

  it('moves a delay into range when it is turned on without one (seen)', () => {
    const zero = createBridge(cards, 'br0', { forwardDelay: 0 });
    expect(bridgeOf(setStp(zero, 'br0', { enabled: true }), 'br0').forwardDelay).toBe(2);
    expect(refusal(() => setStp(zero, 'br0', { enabled: true, forwardDelay: 1 }))).toBe('EINVAL');
    expect(bridgeOf(setStp(world, 'br0', { enabled: false, forwardDelay: 1 }), 'br0')).toMatchObject({
      stp: false,
      forwardDelay: 1,
    });
  });

  it('turned on takes the carrier of a bridge without ports (seen)', () => {
    const bare = createBridge(cards, 'br0');
    expect(linkOf(setStp(bare, 'br0', { enabled: true }), 'br0')).toMatchObject({ operstate: 'down', carrier: false });
  });
});

describe('ports', () => {
  const world = createBridge(cards, 'br0', { ports: ['eth1'] });

  it('are attached only where they fit', () => {
    expect(refusal(() => attachPort(world, 'br0', 'eth1'))).toBe('EBUSY');
    expect(refusal(() => attachPort(world, 'nope', 'eth2'))).toBe('ENODEV');
    expect(refusal(() => attachPort(world, 'br0', 'nope'))).toBe('ENODEV');
    expect(refusal(() => attachPort(world, 'eth0', 'eth2'))).toBe('EINVAL');
    expect(refusal(() => attachPort(world, 'br0', 'lo'))).toBe('EINVAL');
    expect(refusal(() => attachPort(createVlan(world, 'br0', 9), 'br0', 'br0.9'))).toBe('EBUSY');
  });

  it('shift the bridge to the lowest address as they come and go, and to zero with the last (seen)', () => {
    const two = attachPort(world, 'br0', 'eth0');
    expect(linkOf(two, 'br0').mac).toBe('52:54:00:00:00:00');
    const one = detachPort(two, 'br0', 'eth0');
    expect(linkOf(one, 'br0').mac).toBe('52:54:00:00:00:01');
    const none = detachPort(one, 'br0', 'eth1');
    expect(linkOf(none, 'br0')).toMatchObject({ mac: '00:00:00:00:00:00', operstate: 'down', carrier: false });
    expect(linkOf(none, 'eth1')).toMatchObject({ master: null, up: true });
    const pinned = setMac(two, 'br0', '52:54:00:00:00:00');
    expect(linkOf(detachPort(pinned, 'br0', 'eth0'), 'br0').mac).toBe('52:54:00:00:00:00');
  });

  it('are detached only from their own bridge', () => {
    expect(refusal(() => detachPort(world, 'br0', 'eth0'))).toBe('EINVAL');
    expect(refusal(() => detachPort(createBridge(world, 'br1'), 'br1', 'eth1'))).toBe('EINVAL');
    expect(refusal(() => detachPort(world, 'br0', 'nope'))).toBe('ENODEV');
    expect(refusal(() => detachPort(world, 'nope', 'eth1'))).toBe('ENODEV');
  });

  it('give the bridge the least MTU, until one is set (seen)', () => {
    const small = setMtu(world, 'eth1', 1400);
    expect(linkOf(small, 'br0').mtu).toBe(1400);
    expect(linkOf(detachPort(small, 'br0', 'eth1'), 'br0').mtu).toBe(1500);
    expect(linkOf(setMtu(setMtu(small, 'br0', 9000), 'eth1', 1300), 'br0').mtu).toBe(9000);
  });

  it('go on giving it when the MTU it has anyway is set (seen)', () => {
    expect(linkOf(setMtu(setMtu(world, 'br0', 1500), 'eth1', 1400), 'br0').mtu).toBe(1400);
  });
});

describe('deleteBridge', () => {
  it('releases ports and takes VLANs along', () => {
    const world = createVlan(createVlan(createBridge(cards, 'br0', { ports: ['eth1'] }), 'br0', 9), 'br0.9', 10, {
      name: 'inner',
    });
    const gone = deleteBridge(world, 'br0');
    expect(gone.links.map(({ name }) => name)).toEqual(cards.links.map(({ name }) => name));
    expect(linkOf(gone, 'eth1').master).toBeNull();
    expect(gone).toEqual(cards);
  });

  it('is for bridges only', () => {
    expect(refusal(() => deleteBridge(cards, 'nope'))).toBe('ENODEV');
    expect(refusal(() => deleteBridge(cards, 'eth0'))).toBe('EINVAL');
    expect(refusal(() => setStp(cards, 'eth0', { enabled: true }))).toBe('EINVAL');
  });
});
