import type { DeviceName } from './network.ts';

/** How a host is reached from elsewhere, as far as its kernel can tell. Asking leaves no trace in snapshots. */
export interface Reach {
  /** @throws Refusal when the kernel can't be asked */
  waysOut(): Promise<readonly WayOut[]>;
  /**
   * Asks an IP address for an echo, and one on a connected IPv4 network by ARP as well; at most a second or two.
   * @param from needed for link-local addresses
   * @returns the device the question left through, or null without an answer
   */
  answers(target: string, from?: DeviceName): Promise<DeviceName | null>;
}

/** A route that people and programs elsewhere depend on. */
export interface WayOut {
  /** `session`: answers to whoever is logged in and runs this program go there. */
  readonly purpose: 'default-route' | 'session';
  readonly family: 'inet' | 'inet6';
  /** The gateway; null where the network itself is on the link. */
  readonly via: string | null;
  readonly device: DeviceName;
}
