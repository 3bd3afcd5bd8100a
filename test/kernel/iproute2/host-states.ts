import type { HostLink, HostState } from '../../../src/kernel/observe/host-state.ts';

/** A card, up; what differs is given. */
export function card(index: number, name: string, more: Partial<HostLink> = {}): HostLink {
  const mac = `52:54:00:00:00:0${index}`;
  const common = { kind: 'ethernet', up: true, operstate: 'up', carrier: true, mac, permanentMac: null } as const;
  return { index, name, ...common, mtu: 1500, master: null, portState: null, macSet: false, addresses: [], ...more };
}

export function bridgeLink(index: number, name: string, more: Partial<HostLink> = {}): HostLink {
  const times = { forwardDelay: 1500, helloTime: 200, maxAge: 2000, ageingTime: 30_000 };
  const bridge = { stp: 0, ...times, priority: 32_768, vlanFiltering: 0, mcastSnooping: 1 };
  return card(index, name, { kind: 'bridge', bridge, ...more });
}

export function host(...links: readonly HostLink[]): HostState {
  return { links, routes: [], fdb: [], neighbours: [] };
}
