import { refuseLoopbackMac } from '../loopback.ts';
import { zeroMac } from '../mac.ts';
import { deviceNameFault } from '../names.ts';
import { refuseDelay } from '../forward-delay.ts';
import type { BondOptions, BridgeOptions, StpOptions, VlanOptions } from '../network.ts';
import type { HostState } from '../observe/host-state.ts';
import type { OperationArguments, OperationName } from '../operations.ts';
import { defaultMiimon } from '../ranges.ts';
import { invalid } from '../refusal.ts';
import { needHostLink, needKind, refuseMember, refusePort, refuseTwice } from './refuse-change.ts';
import type { IpCommand } from './run-ip.ts';

/** The changing operations that `ip` performs; announcing is no change of the host. */
export type ChangeName = Exclude<
  OperationName,
  | 'links'
  | 'link'
  | 'bridge'
  | 'bond'
  | 'vlan'
  | 'fdb'
  | 'neighbours'
  | 'addresses'
  | 'probe'
  | 'now'
  | 'sleep'
  | 'announce'
>;

type Plan<Name extends ChangeName> = (state: HostState, ...args: OperationArguments<Name>) => readonly IpCommand[];

const plans: { readonly [Name in ChangeName]: Plan<Name> } = {
  createBridge,
  deleteBridge: (state, name) => [remove(needKind(state, name, 'bridge').name)],
  attachPort,
  detachPort,
  setStp,
  setMac,
  createBond,
  deleteBond: (state, name) => [remove(needKind(state, name, 'bond').name)],
  createVlan,
  deleteVlan: (state, name) => [remove(needKind(state, name, 'vlan').name)],
  setUp: (state, device, up) => (needHostLink(state, device).up === up ? [] : [set(device, up ? 'up' : 'down')]),
  setMtu: (state, device, mtu) => [set(needHostLink(state, device).name, 'mtu', String(mtu))],
};

export function isChange(name: OperationName): name is ChangeName {
  return Object.hasOwn(plans, name);
}

/**
 * The calls of `ip` that make one operation, in order. Each may still be refused by the kernel.
 * @throws Refusal for what sg itself refuses
 */
export function planChange<Name extends ChangeName>(
  state: HostState,
  name: Name,
  args: OperationArguments<Name>,
): readonly IpCommand[] {
  const plan: Plan<Name> = plans[name];
  return plan(state, ...args);
}

export function set(device: string, ...what: readonly string[]): IpCommand {
  return ['link', 'set', 'dev', device, ...what];
}

export function remove(device: string): IpCommand {
  return ['link', 'delete', 'dev', device];
}

function createBridge(state: HostState, name: string, options: BridgeOptions = {}): readonly IpCommand[] {
  const { ports = [], stp = false, forwardDelay, mac } = options;
  if (forwardDelay !== undefined) refuseDelay(stp, forwardDelay);
  const address = mac === undefined ? [] : ['address', mac];
  const tree = stp ? ['stp_state', '1'] : [];
  const delay = forwardDelay === undefined ? [] : ['forward_delay', centiseconds(forwardDelay)];
  const create = ['link', 'add', 'name', name, ...address, 'type', 'bridge', ...delay, ...tree];
  // Where the name is taken the kernel's answer to that comes first.
  if (state.links.every((link) => link.name !== name)) {
    for (const port of ports) refusePort(state, name, port);
    refuseTwice(ports, name);
  }
  return [create, ...ports.map((port) => set(port, 'master', name)), set(name, 'up')];
}

function centiseconds(seconds: number): string {
  return String(Math.round(seconds * 100));
}

function setMac(state: HostState, device: string, mac: string): readonly IpCommand[] {
  refuseLoopbackMac(needHostLink(state, device));
  return [set(device, 'address', mac)];
}

function attachPort(state: HostState, bridge: string, port: string): readonly IpCommand[] {
  needKind(state, bridge, 'bridge');
  needHostLink(state, port);
  refusePort(state, bridge, port);
  return [set(port, 'master', bridge)];
}

function detachPort(state: HostState, bridge: string, port: string): readonly IpCommand[] {
  needKind(state, bridge, 'bridge');
  if (needHostLink(state, port).master !== bridge) throw invalid(`"${port}" is no port of "${bridge}"`);
  return [set(port, 'nomaster')];
}

/** A delay out of range is refused while STP is on, so it goes off first; going on, the kernel takes the delay first. */
function setStp(state: HostState, bridge: string, { enabled, forwardDelay }: StpOptions): readonly IpCommand[] {
  needKind(state, bridge, 'bridge');
  if (forwardDelay !== undefined) refuseDelay(enabled, forwardDelay);
  const tree = ['stp_state', enabled ? '1' : '0'];
  const delay = forwardDelay === undefined ? [] : ['forward_delay', centiseconds(forwardDelay)];
  if (enabled) return [set(bridge, 'type', 'bridge', ...delay, ...tree)];
  return [
    set(bridge, 'type', 'bridge', ...tree),
    ...(delay.length === 0 ? [] : [set(bridge, 'type', 'bridge', ...delay)]),
  ];
}

function createBond(state: HostState, name: string, options: BondOptions): readonly IpCommand[] {
  const { mode, members = [], miimon = defaultMiimon } = options;
  if (state.links.every((link) => link.name !== name)) {
    for (const member of members) refuseMember(state, name, member);
    refuseTwice(members, name);
  }
  const create = ['link', 'add', 'name', name, 'type', 'bond', 'mode', mode, 'miimon', String(miimon)];
  const join = members.flatMap((member) => [set(member, 'down'), set(member, 'master', name)]);
  return [create, ...join, set(name, 'up')];
}

function createVlan(state: HostState, parent: string, id: number, options: VlanOptions = {}): readonly IpCommand[] {
  const below = needHostLink(state, parent);
  const name = options.name ?? `${parent}.${id}`;
  const fault = deviceNameFault(name);
  if (fault !== undefined) throw invalid(`"${name}" is no interface name: ${fault}`);
  const create = ['link', 'add', 'link', parent, 'name', name, 'type', 'vlan', 'id', String(id)];
  // With the zero address it could not be set up.
  return below.up && below.mac !== zeroMac ? [create, set(name, 'up')] : [create];
}
