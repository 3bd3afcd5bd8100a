import { zeroMac } from '../mac.ts';
import type { HostLink } from '../observe/host-state.ts';
import { busy, invalid, noDevice } from '../refusal.ts';

/**
 * What sg refuses before the kernel is asked: where the kernel would do something else than the operation says. The kernel
 * deletes a link of any kind whatever `type` says, moves a port to another master (and leaves it free when the new one
 * refuses it), and takes alternative names. Everything else is the kernel's to refuse.
 */

export type Links = readonly HostLink[];

/** @throws Refusal ENODEV */
export function needHostLink(links: Links, name: string): HostLink {
  const link = links.find((one) => one.name === name);
  if (link === undefined) throw noDevice(name);
  return link;
}

/** @throws Refusal ENODEV, or EINVAL when the link is of another kind */
export function needKind(links: Links, name: string, kind: 'bridge' | 'bond' | 'vlan'): HostLink {
  const link = needHostLink(links, name);
  if (link.kind === kind) return link;
  const noun = kind === 'vlan' ? 'VLAN' : kind;
  throw invalid(`"${name}" is no ${noun} but of kind ${link.kind}`);
}

/** @throws Refusal ENODEV, EINVAL, EBUSY */
export function refusePort(links: Links, bridge: string, port: string): void {
  if (bridge === port) throw invalid(`Can not enslave a bridge to a bridge: "${port}" is one`);
  const link = needHostLink(links, port);
  if (link.kind === 'bridge') throw invalid(`Can not enslave a bridge to a bridge: "${port}" is one`);
  if (link.mac === zeroMac) throw invalid(`"${port}" has the zero address`);
  refuseTaken(link);
}

/** @throws Refusal ENODEV, EINVAL, EBUSY */
export function refuseMember(links: Links, bond: string, member: string): void {
  if (bond === member) throw invalid(`"${member}" can't belong to itself`);
  const link = needHostLink(links, member);
  if (link.kind === 'loopback') throw invalid(`the loopback "${member}" can be no port or member`);
  refuseTaken(link);
}

function refuseTaken(link: HostLink): void {
  if (link.master !== null) throw busy(`"${link.name}" already belongs to "${link.master}"`);
}

/** The same name twice: the second time it belongs to the first. @throws Refusal EBUSY */
export function refuseTwice(names: readonly string[], master: string): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw busy(`"${twice}" already belongs to "${master}"`);
}
