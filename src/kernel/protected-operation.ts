import type { LinkPicture, NetworkSnapshot } from './network-snapshot.ts';
import type { BondOptions, BridgeOptions, DeviceName, MacAddress } from './network.ts';
import type { OperationArguments, OperationName } from './operations.ts';
import type { ProtectedDevice } from './protected-devices.ts';

/** What stands between genes and the interfaces the host is reached through. */
export interface Protection {
  readonly links: NetworkSnapshot['links'];
  /** Without those that are allowed. */
  readonly devices: readonly ProtectedDevice[];
}

type Takes<Name extends OperationName> = (
  protection: Protection,
  ...args: OperationArguments<Name>
) => readonly DeviceName[];

/**
 * Devices that an operation takes away, changes or speaks for. What is not here adds to a device without changing it: a
 * VLAN above it, spanning tree, bringing it up.
 */
const takes: { readonly [Name in OperationName]?: Takes<Name> } = {
  createBridge: (protection, _name, options: BridgeOptions = {}) => [
    ...(options.ports ?? []),
    ...speaksFor(protection, options.mac),
  ],
  createBond: (_protection, _name, options: BondOptions) => options.members ?? [],
  attachPort: (protection, bridge, port) => [port, ...shifted(protection, bridge, port)],
  detachPort: (_protection, _bridge, port) => [port],
  deleteBridge: (protection, name) => [name, ...under(protection, name)],
  deleteBond: (protection, name) => [name, ...under(protection, name)],
  deleteVlan: (_protection, name) => [name],
  setUp: (_protection, device, up) => (up ? [] : [device]),
  // A bond hands address and MTU on to its members.
  setMac: (protection, device, mac) => [device, ...members(protection, device), ...speaksFor(protection, mac)],
  setMtu: (protection, device) => [device, ...members(protection, device)],
  announce: (protection, device, mac) =>
    mac === undefined || mac === linkIn(protection, device)?.mac ? [] : [device, ...speaksFor(protection, mac)],
};

/** The protected device an operation must not be performed on, or undefined. */
export function protectedTarget<Name extends OperationName>(
  protection: Protection,
  name: Name,
  args: OperationArguments<Name>,
): ProtectedDevice | undefined {
  const taken: Takes<Name> | undefined = takes[name];
  if (taken === undefined) return undefined;
  const names = taken(protection, ...args);
  return protection.devices.find(({ device }) => names.includes(device));
}

function under({ links }: Protection, name: DeviceName): readonly DeviceName[] {
  return Object.entries(links).flatMap(([device, { master }]) => (master === name ? [device] : []));
}

function members(protection: Protection, name: DeviceName): readonly DeviceName[] {
  return linkIn(protection, name)?.kind === 'bond' ? under(protection, name) : [];
}

/** A bridge whose address nobody set takes the lowest one of its ports. */
function shifted(protection: Protection, bridge: DeviceName, port: DeviceName): readonly DeviceName[] {
  const [master, joining] = [linkIn(protection, bridge), linkIn(protection, port)];
  if (master?.kind !== 'bridge' || master.macSet || joining === undefined) return [];
  return joining.mac < master.mac ? [bridge] : [];
}

/** Frames from another device with the address of a protected one take its traffic away: switches believe them. */
function speaksFor(protection: Protection, mac: MacAddress | undefined): readonly DeviceName[] {
  const owners = protection.devices.filter(({ device }) => linkIn(protection, device)?.mac === mac);
  return owners.map(({ device }) => device);
}

function linkIn({ links }: Protection, name: DeviceName): LinkPicture | undefined {
  return Object.hasOwn(links, name) ? links[name] : undefined;
}
