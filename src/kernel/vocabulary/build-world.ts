import type { BondMode, PortState } from '../network.ts';
import { invalid } from '../refusal.ts';
import { createBond } from '../mock/bond.ts';
import { addMember } from '../mock/bond-member.ts';
import { attachPort } from '../mock/bridge-port.ts';
import { createBridge, setStp } from '../mock/bridge.ts';
import { newEthernet } from '../mock/default-world.ts';
import { setMac, setMtu, setUp } from '../mock/link.ts';
import { addLink, findLink, needBond, needBridge, needLink, putLink } from '../mock/links.ts';
import { settle } from '../mock/settle.ts';
import { switchAt, switchNamed } from '../mock/switch-table.ts';
import { createVlan } from '../mock/vlan.ts';
import type { EthernetState, HostState, World } from '../mock/world-schema.ts';
import type { Network } from './captures.ts';

/** What `given` lines state, as steps that make it so. A thing named again is described further, not made again. */

/** The link, or a new Ethernet of that name. */
function withEthernet(world: World, name: string): World {
  if (findLink(world, name) !== undefined) return world;
  const index = world.links.filter(({ kind }) => kind === 'ethernet').length;
  return addLink(world, newEthernet(name, index));
}

export function anInterface(world: World, name: string): World {
  return withEthernet(world, name);
}

export function interfaceState(world: World, name: string, up: boolean): World {
  return setUp(withEthernet(world, name), name, up);
}

export function interfaceMtu(world: World, name: string, mtu: number): World {
  return setMtu(withEthernet(world, name), name, mtu);
}

/** The address the hardware came with; on a software device the address it was set to. */
export function interfaceMac(world: World, name: string, mac: string): World {
  const present = withEthernet(world, name);
  const link = needLink(present, name);
  if (link.kind !== 'ethernet') return setMac(present, name, mac);
  return setMac(putLink(present, { ...link, permanentMac: mac }), name, mac);
}

export function interfaceCable(world: World, name: string, cable: boolean): World {
  const present = withEthernet(world, name);
  return settle(putLink(present, { ...needEthernet(present, name), cable }));
}

function needEthernet(world: World, name: string): EthernetState {
  const link = needLink(world, name);
  if (link.kind !== 'ethernet') throw invalid(`"${name}" is a ${link.kind}: its carrier comes from what is below it`);
  return link;
}

function withBridge(world: World, name: string): World {
  if (findLink(world, name) === undefined) return createBridge(world, name);
  needBridge(world, name);
  return world;
}

export function aBridge(world: World, name: string): World {
  return withBridge(world, name);
}

export function bridgePorts(world: World, name: string, ports: readonly string[]): World {
  return ports.reduce((current, port) => attachPort(current, name, port), withBridge(world, name));
}

export function bridgeStp(world: World, name: string, enabled: boolean): World {
  return setStp(withBridge(world, name), name, { enabled });
}

export function bridgeDelay(world: World, name: string, forwardDelay: number): World {
  const present = withBridge(world, name);
  return setStp(present, name, { enabled: needBridge(present, name).stp, forwardDelay });
}

/** A port on its way has the whole forward delay ahead of it. */
export function portIs(world: World, port: string, bridgeName: string, state: PortState): World {
  const bridge = needBridge(world, bridgeName);
  const link = needLink(world, port);
  if (link.master !== bridgeName) throw invalid(`"${port}" is no port of "${bridgeName}"`);
  const onItsWay = state === 'listening' || state === 'learning';
  const timer = onItsWay ? world.clock + bridge.forwardDelay : null;
  const changed = putLink(world, { ...link, port: { state, timer } });
  const carrier = changed.links.some(({ master, port: data }) => master === bridgeName && data?.state === 'forwarding');
  return settle(putLink(changed, { ...bridge, carrier, carrierSeen: true }));
}

function withBond(world: World, name: string): World {
  if (findLink(world, name) === undefined) return createBond(world, name, { mode: 'active-backup' });
  needBond(world, name);
  return world;
}

export function aBond(world: World, name: string): World {
  return withBond(world, name);
}

export function bondMembers(world: World, name: string, members: readonly string[]): World {
  return settle(members.reduce((current, member) => addMember(current, name, member), withBond(world, name)));
}

export function bondIsOf(world: World, name: string, mode: BondMode): World {
  const present = withBond(world, name);
  return settle(putLink(present, { ...needBond(present, name), mode, active: null }));
}

export function bondMonitor(world: World, name: string, miimon: number): World {
  const present = withBond(world, name);
  return settle(putLink(present, { ...needBond(present, name), miimon }));
}

export function aVlan(world: World, name: string, parent: string, id: number): World {
  return createVlan(world, parent, id, { name });
}

export function anAddress(world: World, device: string, network: Network): World {
  needLink(world, device);
  return { ...world, addresses: [...world.addresses, { device, ...network }] };
}

export function defaultRoute(world: World, via: string, device: string): World {
  needLink(world, device);
  return { ...world, routes: [...world.routes, { destination: 'default', via, device }] };
}

/** Hosts get the addresses 52:54:00:ff:00:01 and on, in order, where none is given. */
export function aHost(world: World, host: Omit<HostState, 'mac' | 'talks'> & { readonly mac?: string }): World {
  if (switchNamed(world, host.behind) === undefined) needEthernet(world, host.behind);
  if (switchAt(world, host.behind) !== undefined) throw invalid(`"${host.behind}" is plugged into a switch`);
  const number = world.wire.hosts.length + 1;
  const mac = host.mac ?? `52:54:00:ff:00:${number.toString(16).padStart(2, '0')}`;
  return { ...world, wire: { ...world.wire, hosts: [...world.wire.hosts, { ...host, mac, talks: null }] } };
}

export function fdbEntry(world: World, bridge: string, mac: string, port: string, origin: 'learned' | 'static'): World {
  needBridge(world, bridge);
  if (needLink(world, port).master !== bridge) throw invalid(`"${port}" is no port of "${bridge}"`);
  const seen = origin === 'learned' ? world.clock : null;
  return { ...world, fdb: [...world.fdb, { bridge, mac, port, vlan: null, origin, seen }] };
}
