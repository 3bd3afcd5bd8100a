import { refuseLoopbackMac } from '../loopback.ts';
import { zeroMac } from '../mac.ts';
import { deviceNameFault } from '../names.ts';
import { refuseDelay } from '../forward-delay.ts';
import type { BondOptions, BridgeOptions, StpOptions, VlanOptions } from '../network.ts';
import type { OperationArguments, OperationName } from '../operations.ts';
import { defaultMiimon } from '../ranges.ts';
import { invalid } from '../refusal.ts';
import { needHostLink, needKind, refuseMember, refusePort, refuseTwice, type Links } from './refuse-change.ts';
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

type Plan<Name extends ChangeName> = (links: Links, ...args: OperationArguments<Name>) => readonly IpCommand[];

const plans: { readonly [Name in ChangeName]: Plan<Name> } = {
  createBridge,
  deleteBridge: (links, name) => [remove(needKind(links, name, 'bridge').name)],
  attachPort,
  detachPort,
  setStp,
  setMac,
  createBond,
  deleteBond: (links, name) => [remove(needKind(links, name, 'bond').name)],
  createVlan,
  deleteVlan: (links, name) => [remove(needKind(links, name, 'vlan').name)],
  setUp: (links, device, up) => (needHostLink(links, device).up === up ? [] : [set(device, up ? 'up' : 'down')]),
  setMtu: (links, device, mtu) => [set(needHostLink(links, device).name, 'mtu', String(mtu))],
};

export function isChange(name: OperationName): name is ChangeName {
  return Object.hasOwn(plans, name);
}

/**
 * The calls of `ip` that make one operation, in order. Each may still be refused by the kernel.
 * @throws Refusal for what sg itself refuses
 */
export function planChange<Name extends ChangeName>(
  links: Links,
  name: Name,
  args: OperationArguments<Name>,
): readonly IpCommand[] {
  const plan: Plan<Name> = plans[name];
  return plan(links, ...args);
}

export function set(device: string, ...what: readonly string[]): IpCommand {
  return ['link', 'set', 'dev', device, ...what];
}

export function remove(device: string): IpCommand {
  return ['link', 'delete', 'dev', device];
}

function createBridge(links: Links, name: string, options: BridgeOptions = {}): readonly IpCommand[] {
  const { ports = [], stp = false, forwardDelay, mac } = options;
  if (forwardDelay !== undefined) refuseDelay(stp, forwardDelay);
  const address = mac === undefined ? [] : ['address', mac];
  const tree = stp ? ['stp_state', '1'] : [];
  const delay = forwardDelay === undefined ? [] : ['forward_delay', centiseconds(forwardDelay)];
  // Without ports all of it is one call, which the kernel does wholly or not at all.
  const up = ports.length === 0 ? ['up'] : [];
  const create = ['link', 'add', 'name', name, ...address, ...up, 'type', 'bridge', ...delay, ...tree];
  // Where the name is taken the kernel's answer to that comes first.
  if (links.every((link) => link.name !== name)) {
    for (const port of ports) refusePort(links, name, port);
    refuseTwice(ports, name);
  }
  if (ports.length === 0) return [create];
  return [create, ...ports.map((port) => set(port, 'master', name)), set(name, 'up')];
}

function centiseconds(seconds: number): string {
  return String(Math.round(seconds * 100));
}

function setMac(links: Links, device: string, mac: string): readonly IpCommand[] {
  refuseLoopbackMac(needHostLink(links, device));
  return [set(device, 'address', mac)];
}

function attachPort(links: Links, bridge: string, port: string): readonly IpCommand[] {
  needKind(links, bridge, 'bridge');
  needHostLink(links, port);
  refusePort(links, bridge, port);
  return [set(port, 'master', bridge)];
}

function detachPort(links: Links, bridge: string, port: string): readonly IpCommand[] {
  needKind(links, bridge, 'bridge');
  if (needHostLink(links, port).master !== bridge) throw invalid(`"${port}" is no port of "${bridge}"`);
  return [set(port, 'nomaster')];
}

/** A delay out of range is refused while STP is on, so it goes off first; going on, the kernel takes the delay first. */
function setStp(links: Links, bridge: string, { enabled, forwardDelay }: StpOptions): readonly IpCommand[] {
  needKind(links, bridge, 'bridge');
  if (forwardDelay !== undefined) refuseDelay(enabled, forwardDelay);
  const tree = ['stp_state', enabled ? '1' : '0'];
  const delay = forwardDelay === undefined ? [] : ['forward_delay', centiseconds(forwardDelay)];
  if (enabled) return [set(bridge, 'type', 'bridge', ...delay, ...tree)];
  return [
    set(bridge, 'type', 'bridge', ...tree),
    ...(delay.length === 0 ? [] : [set(bridge, 'type', 'bridge', ...delay)]),
  ];
}

function createBond(links: Links, name: string, options: BondOptions): readonly IpCommand[] {
  const { mode, members = [], miimon = defaultMiimon } = options;
  if (links.every((link) => link.name !== name)) {
    for (const member of members) refuseMember(links, name, member);
    refuseTwice(members, name);
  }
  const create = ['link', 'add', 'name', name, 'type', 'bond', 'mode', mode, 'miimon', String(miimon)];
  const join = members.flatMap((member) => [set(member, 'down'), set(member, 'master', name)]);
  return [create, ...join, set(name, 'up')];
}

function createVlan(links: Links, parent: string, id: number, options: VlanOptions = {}): readonly IpCommand[] {
  const below = needHostLink(links, parent);
  const name = options.name ?? `${parent}.${id}`;
  const fault = deviceNameFault(name);
  if (fault !== undefined) throw invalid(`"${name}" is no interface name: ${fault}`);
  const create = ['link', 'add', 'link', parent, 'name', name, 'type', 'vlan', 'id', String(id)];
  // With the zero address it could not be set up.
  return below.up && below.mac !== zeroMac ? [create, set(name, 'up')] : [create];
}
