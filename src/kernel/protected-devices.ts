import type { LinkPicture, NetworkSnapshot } from './network-snapshot.ts';
import type { DeviceName } from './network.ts';
import type { WayOut } from './reach.ts';

/** What a phenotype says about which interfaces may be touched. */
export interface ProtectionPolicy {
  readonly protected: readonly DeviceName[];
  readonly allow: readonly DeviceName[];
}

export interface ProtectedDevice {
  readonly device: DeviceName;
  /** A sentence without its subject, the device: `carries the default route`. */
  readonly reason: string;
  /** The phenotype lifts the protection. Never of a loopback. */
  readonly allowed: boolean;
}

/**
 * Interfaces no gene may take away, sorted by name: those that carry a default route or the session of whoever runs sg,
 * those the phenotype lists, what all of these stand on (ports, members, the parent of a VLAN), and the loopback.
 */
export function protectedDevices(
  { links }: Pick<NetworkSnapshot, 'links'>,
  ways: readonly WayOut[],
  policy: ProtectionPolicy,
): readonly ProtectedDevice[] {
  const reasons = new Map<DeviceName, string>();
  const protect = (device: DeviceName, reason: string, lower: string): void => {
    if (reasons.has(device)) return;
    reasons.set(device, reason);
    for (const below of lowerDevices(links, device)) protect(below, lower, lower);
  };
  for (const [device, link] of Object.entries(links)) {
    if (link.kind === 'loopback') protect(device, 'is the loopback', '');
  }
  for (const { purpose, device } of ways) {
    const what = purpose === 'session' ? 'the session sg is run from' : 'the default route';
    protect(device, `carries ${what}`, `is below ${device}, which carries ${what}`);
  }
  for (const device of policy.protected) {
    const listed = 'listed as protected by the phenotype';
    protect(device, `is ${listed}`, `is below ${device}, which is ${listed}`);
  }
  return [...reasons]
    .map(([device, reason]) => ({ device, reason, allowed: isAllowed(links[device], device, policy) }))
    .sort((a, b) => (a.device < b.device ? -1 : 1));
}

function isAllowed(link: LinkPicture | undefined, device: DeviceName, { allow }: ProtectionPolicy): boolean {
  return link?.kind !== 'loopback' && allow.includes(device);
}

/** What a device stands on directly. */
export function lowerDevices(links: NetworkSnapshot['links'], device: DeviceName): readonly DeviceName[] {
  const link = Object.hasOwn(links, device) ? links[device] : undefined;
  switch (link?.kind) {
    case 'bridge':
      return link.ports;
    case 'bond':
      return link.members.map(({ name }) => name);
    case 'vlan':
      return [link.parent];
    default:
      return [];
  }
}
