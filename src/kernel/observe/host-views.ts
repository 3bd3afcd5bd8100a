import type { Address, Bond, Bridge, FdbEntry, Link, Vlan } from '../network.ts';
import { order } from '../mock/order.ts';
import { noDevice } from '../refusal.ts';
import { hostLinksUnder, type HostFdbEntry, type HostLink } from './host-state.ts';

/** Observed links as the observing operations show them (src/kernel/network.ts). */

export function linkViews(links: readonly HostLink[]): readonly Link[] {
  return links.map(linkView).sort((a, b) => order(a.name, b.name));
}

export function linkView(link: HostLink): Link {
  const { name, kind, up, operstate, carrier, mac, permanentMac, mtu, master } = link;
  const parent = link.vlan?.parent ?? null;
  return { name, kind, up, operstate, carrier, mac, permanentMac: permanentMac ?? mac, mtu, master, parent };
}

export function bridgeView(links: readonly HostLink[], name: string): Bridge | null {
  const link = links.find((one) => one.name === name);
  if (link?.bridge === undefined) return null;
  const { stp, forwardDelay, ageingTime } = link.bridge;
  const ports = links
    .filter((one) => one.master === name)
    .map((port) => ({ name: port.name, state: port.portState ?? ('disabled' as const) }))
    .sort((a, b) => order(a.name, b.name));
  return { ...linkView(link), ports, stp: stp !== 0, forwardDelay: forwardDelay / 100, ageingTime: ageingTime / 100 };
}

export function bondView(links: readonly HostLink[], name: string): Bond | null {
  const link = links.find((one) => one.name === name);
  if (link?.bond === undefined) return null;
  const { mode, miimon, activeMember } = link.bond;
  const members = hostLinksUnder(links, name).map((member) => ({
    name: member.name,
    linkUp: miimon === 0 || (member.member?.linkUp ?? false),
  }));
  return { ...linkView(link), mode, miimon, members, activeMember };
}

export function vlanView(links: readonly HostLink[], name: string): Vlan | null {
  const link = links.find((one) => one.name === name);
  return link?.vlan === undefined ? null : { ...linkView(link), parent: link.vlan.parent, id: link.vlan.id };
}

/** @throws Refusal ENODEV when there is no bridge of that name */
export function fdbView(links: readonly HostLink[], fdb: readonly HostFdbEntry[], bridge: string): readonly FdbEntry[] {
  if (links.find(({ name }) => name === bridge)?.kind !== 'bridge') throw noDevice(bridge);
  return fdb
    .filter((entry) => entry.bridge === bridge)
    .map(({ mac, port, vlan, origin, age }) => ({ mac, port, vlan, origin, age }));
}

/** Link-local and advertised addresses are there as well. @throws Refusal ENODEV */
export function addressViews(links: readonly HostLink[], device: string): readonly Address[] {
  const link = links.find(({ name }) => name === device);
  if (link === undefined) throw noDevice(device);
  return link.addresses.map(({ address, prefixLength, family }) => ({ address, prefixLength, family }));
}
