import type { Json } from '../model/json.ts';
import type { BondPicture, LinkPicture, NetworkSnapshot } from './network-snapshot.ts';
import type { DeviceName } from './network.ts';
import type { SnapshotChange } from './world-difference.ts';

export interface Consequences {
  readonly before: NetworkSnapshot;
  readonly after: NetworkSnapshot;
  /** Named by the input, or changed as a consequence of what is. */
  readonly inScope: (device: DeviceName) => boolean;
}

/**
 * Whether a change of a device can only be the consequence of what happened to devices in scope. Kernel sources stand
 * with the mock's rules; the cases:
 * - a VLAN goes with its parent, and goes up or down with it;
 * - a port or member leaves when its master is in scope; a member gets its own address and MTU back and is down;
 * - a member has its bond's address and MTU; a VLAN's MTU is cut to its parent's;
 * - a bridge, bond or VLAN whose address (or MTU) nobody set follows ports, members or a parent in scope;
 * - a master lists a port or member less that is in scope itself;
 * - a device that goes down loses IPv6 addresses and routes; a static entry goes with its port.
 */
export function isConsequence(device: DeviceName, change: SnapshotChange, context: Consequences): boolean {
  const [section, , field] = change.keys;
  const pair = { before: linkIn(context.before, device), after: linkIn(context.after, device) };
  switch (section) {
    case 'links':
      return field === undefined ? goneWithParent(pair, context) : fieldFollows(field, device, pair, context);
    case 'addresses':
      return goneWithParent(pair, context) || (wentThroughDown(pair, context) && onlyLostInet6(change));
    case 'routes':
      return change.after === undefined && (goneWithParent(pair, context) || wentThroughDown(pair, context));
    case 'fdb':
      return change.after === undefined && context.inScope(portOf(change.before));
    default:
      return false;
  }
}

interface Pair {
  readonly before: LinkPicture | undefined;
  readonly after: LinkPicture | undefined;
}

function goneWithParent({ before, after }: Pair, context: Consequences): boolean {
  if (after !== undefined || before?.kind !== 'vlan') return false;
  return context.inScope(before.parent) && linkIn(context.after, before.parent) === undefined;
}

function fieldFollows(field: string, device: DeviceName, { before, after }: Pair, context: Consequences): boolean {
  if (before === undefined || after === undefined || before.kind !== after.kind) return false;
  switch (field) {
    case 'master':
      return after.master === null && before.master !== null && context.inScope(before.master);
    case 'up':
      return upFollows(before, after, context);
    case 'mac':
      return macFollows(device, before, after, context);
    case 'mtu':
      return mtuFollows(device, before, after, context);
    case 'macSet':
      return lostLastMember(before, after);
    case 'ports':
    case 'members':
      return onlyLostInScope(before, after, context);
    default:
      return false;
  }
}

function upFollows(before: LinkPicture, after: LinkPicture, context: Consequences): boolean {
  if (after.kind === 'vlan' && context.inScope(after.parent)) {
    return linkIn(context.after, after.parent)?.up === after.up;
  }
  return after.master === null && !after.up && bondBefore(before, context) !== undefined;
}

function macFollows(device: DeviceName, before: LinkPicture, after: LinkPicture, context: Consequences): boolean {
  const given = fromBond(device, before, after, context)?.mac;
  if (given !== undefined) return given === after.mac;
  return 'macSet' in after && !after.macSet && standsOnScope(before, after, context);
}

function standsOnScope(before: LinkPicture, after: LinkPicture, context: Consequences): boolean {
  const below = after.kind === 'vlan' ? [after.parent] : [...lowerNames(before), ...lowerNames(after)];
  return below.some(context.inScope);
}

function mtuFollows(device: DeviceName, before: LinkPicture, after: LinkPicture, context: Consequences): boolean {
  const given = fromBond(device, before, after, context)?.mtu;
  if (given !== undefined) return given === after.mtu;
  if (after.kind === 'bridge') return !after.mtuSet && standsOnScope(before, after, context);
  if (after.kind !== 'vlan' || !context.inScope(after.parent)) return false;
  const parent = linkIn(context.after, after.parent);
  return parent !== undefined && after.mtu === Math.min(before.mtu, parent.mtu);
}

/** What a bond in scope gives: while a link is its member the bond's own, on leaving what the member had before. */
function fromBond(
  device: DeviceName,
  before: LinkPicture,
  after: LinkPicture,
  context: Consequences,
): { readonly mac: string; readonly mtu: number } | undefined {
  const bond = bondBefore(before, context);
  if (bond === undefined) return undefined;
  if (after.master === null) return bond.members.find(({ name }) => name === device);
  return after.master === before.master ? linkIn(context.after, after.master) : undefined;
}

/** The bond in scope that the link was a member of. */
function bondBefore(before: LinkPicture, context: Consequences): BondPicture | undefined {
  if (before.master === null || !context.inScope(before.master)) return undefined;
  const master = linkIn(context.before, before.master);
  return master?.kind === 'bond' ? master : undefined;
}

/** A bond without members takes a new address, even where one was set by hand. */
function lostLastMember(before: LinkPicture, after: LinkPicture): boolean {
  return before.kind === 'bond' && after.kind === 'bond' && before.members.length > 0 && after.members.length === 0;
}

function onlyLostInScope(before: LinkPicture, after: LinkPicture, context: Consequences): boolean {
  const [had, has] = [lowerNames(before), lowerNames(after)];
  return has.every((name) => had.includes(name)) && had.every((name) => has.includes(name) || context.inScope(name));
}

function lowerNames(link: LinkPicture): readonly string[] {
  if (link.kind === 'bridge') return link.ports;
  return link.kind === 'bond' ? link.members.map(({ name }) => name) : [];
}

/** VLANs and members may be taken down and up again by what happens above or below them. */
function wentThroughDown({ before }: Pair, context: Consequences): boolean {
  if (before === undefined) return false;
  if (before.kind === 'vlan') return context.inScope(before.parent);
  return bondBefore(before, context) !== undefined;
}

function onlyLostInet6({ before, after }: SnapshotChange): boolean {
  const [had, has] = [texts(before), texts(after)];
  return has.every((text) => had.includes(text)) && had.every((text) => has.includes(text) || text.includes(':'));
}

function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? (value as string[]) : [];
}

function portOf(entry: Json | undefined): string {
  return (entry as { readonly port?: string } | undefined)?.port ?? '';
}

function linkIn(snapshot: NetworkSnapshot, name: string): LinkPicture | undefined {
  return Object.hasOwn(snapshot.links, name) ? snapshot.links[name] : undefined;
}
