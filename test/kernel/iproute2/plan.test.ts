import { describe, expect, it } from 'vitest';
import { ipRefusal } from '../../../src/kernel/iproute2/ip-error.ts';
import { isChange, planChange, type ChangeName } from '../../../src/kernel/iproute2/plan-change.ts';
import { restorePhases } from '../../../src/kernel/iproute2/plan-restore.ts';
import { restoreScope } from '../../../src/kernel/iproute2/restore-scope.ts';
import type { HostState } from '../../../src/kernel/observe/host-state.ts';
import { allOperations, observingOperations, type OperationArguments } from '../../../src/kernel/operations.ts';
import { Refusal } from '../../../src/kernel/refusal.ts';
import { bridgeLink, card, host } from './host-states.ts';

const state = host(
  card(1, 'lo', { kind: 'loopback', mac: '00:00:00:00:00:00' }),
  card(2, 'eth0'),
  card(3, 'eth1', { master: 'br0' }),
  bridgeLink(4, 'br0'),
);

function commands<Name extends ChangeName>(name: Name, ...args: OperationArguments<Name>): readonly string[] {
  return planChange(state.links, name, args).map((command) => command.join(' '));
}

function code(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'none';
}

describe('planning a change', () => {
  it('knows every changing operation but the announcement', () => {
    const changing = allOperations.filter((name) => !observingOperations.includes(name));
    expect(changing.filter((name) => !isChange(name))).toEqual(['announce']);
  });

  it('puts options where they belong and names behind keywords', () => {
    expect(
      commands('createBridge', '-x', { ports: ['eth0'], stp: true, forwardDelay: 4, mac: '02:00:00:00:00:01' }),
    ).toEqual([
      'link add name -x address 02:00:00:00:00:01 type bridge forward_delay 400 stp_state 1',
      'link set dev eth0 master -x',
      'link set dev -x up',
    ]);
    expect(commands('setStp', 'br0', { enabled: false, forwardDelay: 0 })).toEqual([
      'link set dev br0 type bridge stp_state 0',
      'link set dev br0 type bridge forward_delay 0',
    ]);
    expect(commands('createVlan', 'eth0', 5, undefined)).toEqual([
      'link add link eth0 name eth0.5 type vlan id 5',
      'link set dev eth0.5 up',
    ]);
    expect(commands('setUp', 'eth0', true)).toEqual([]);
  });

  it('refuses what the kernel would do in another way', () => {
    // Linux deletes a card's pair, moves a port, and leaves it free where the new master refuses it.
    expect(code(() => commands('deleteBridge', 'eth0'))).toBe('EINVAL');
    expect(code(() => commands('deleteBridge', 'no'))).toBe('ENODEV');
    expect(code(() => commands('attachPort', 'br0', 'eth1'))).toBe('EBUSY');
    expect(code(() => commands('attachPort', 'br0', 'br0'))).toBe('EINVAL');
    expect(code(() => commands('createBridge', 'br1', { ports: ['eth0', 'eth0'] }))).toBe('EBUSY');
    expect(code(() => commands('createBridge', 'br1', { stp: true, forwardDelay: 1 }))).toBe('EINVAL');
    expect(code(() => commands('createBond', 'bond0', { mode: '802.3ad', members: ['lo'] }))).toBe('EINVAL');
    // Linux takes an address for the loopback and never gives it back.
    expect(code(() => commands('setMac', 'lo', '02:00:00:00:00:01'))).toBe('EINVAL');
    expect(code(() => commands('detachPort', 'br0', 'eth0'))).toBe('EINVAL');
    expect(code(() => commands('createVlan', 'eth0', 5, { name: 'all' }))).toBe('EINVAL');
  });
});

describe("the kernel's answers", () => {
  it.each([
    ['RTNETLINK answers: File exists', 'EEXIST'],
    ['Error: 8021q: VLAN device already exists.', 'EEXIST'],
    ['Cannot find device "x"', 'ENODEV'],
    ['RTNETLINK answers: Device or resource busy', 'EBUSY'],
    ['RTNETLINK answers: Network is down', 'EINVAL'],
    ['Error: mtu less than device minimum.', 'EINVAL'],
    ['RTNETLINK answers: Operation not permitted', 'EPERM'],
    ['Error: Unknown device type.', 'EUNAVAILABLE'],
    ['', 'EINVAL'],
  ])('%s is %s', (text, expected) => {
    expect(ipRefusal(`Warning: something else\n${text}\n`, true)).toMatchObject({ code: expected });
    if (text !== '') expect(ipRefusal(`${text}\n`, true).message).toBe(text);
  });

  it('without the right to change links say what is missing', () => {
    expect(ipRefusal('RTNETLINK answers: Operation not permitted', false)).toMatchObject({
      code: 'EUNAVAILABLE',
      message: expect.stringContaining('CAP_NET_ADMIN') as unknown,
    });
  });
});

describe('planning a restore', () => {
  function steps(target: HostState, current: HostState, named: readonly string[]): readonly string[] {
    const scope = restoreScope(target, current, named);
    const view = { target, current, inScope: (device: string) => scope.has(device) };
    return restorePhases.flatMap((phase) => phase(view)).map(({ args }) => args.join(' '));
  }

  it('of what is as it was has nothing to do', () => {
    expect(steps(state, state, ['br0', 'eth0', 'lo'])).toEqual([]);
  });

  it('touches only what the operations reached', () => {
    const changed = host(card(2, 'eth0', { mtu: 1400 }), card(3, 'eth1', { mtu: 1400 }), bridgeLink(5, 'br1'));
    const target = host(card(2, 'eth0'), card(3, 'eth1'));
    expect(steps(target, changed, ['eth0'])).toEqual(['link set dev eth0 mtu 1500']);
    expect(steps(target, changed, ['br1'])).toEqual(['link delete dev br1']);
    expect(steps(target, changed, [])).toEqual([]);
  });

  it('reaches ports, masters and VLANs of what was named, then and now', () => {
    const now = host(card(2, 'eth0', { master: 'br9' }), card(3, 'eth1'), bridgeLink(9, 'br9'));
    expect([...restoreScope(state, now, ['br0'])].sort()).toEqual(['br0', 'eth1']);
    expect([...restoreScope(state, now, ['eth0'])].sort()).toEqual(['br9', 'eth0']);
  });

  it('makes a bridge again with its index, and with its address only where that was set', () => {
    const gone = host(card(3, 'eth1'));
    expect(steps(state, gone, ['br0'])[0]).toMatch(/^link add name br0 index 4 type bridge hello_time 200 /);
    const pinned = host(bridgeLink(4, 'br0', { macSet: true }));
    expect(steps(pinned, host(card(4, 'eth4')), ['br0'])[0]).toMatch(/^link add name br0 address 52:\S+ type bridge /);
  });

  it('replaces a device of another kind that took the name', () => {
    const vlan = { parent: 'eth0', id: 5, protocol: '802.1Q', flags: ['REORDER_HDR'] };
    const other = host(card(2, 'eth0'), card(9, 'br0', { kind: 'vlan', vlan }));
    expect(steps(host(card(2, 'eth0'), bridgeLink(4, 'br0')), other, ['br0'])).toEqual(['link delete dev br0']);
  });
});
