import type { LinkPicture, NetworkSnapshot } from './network-snapshot.ts';
import type { DeviceName } from './network.ts';
import { lowerDevices } from './protected-devices.ts';
import type { WayOut } from './reach.ts';

/** The part of a host's state that decides whether it can be reached. */
export interface Standing extends Pick<NetworkSnapshot, 'links' | 'addresses'> {
  readonly ways: readonly WayOut[];
}

export interface BaselineLosses {
  /** Sentences: `eth0 is down`. */
  readonly losses: readonly string[];
  /** Devices whose cable was pulled or whose card is gone: no program on this host did that. */
  readonly outside: ReadonlySet<DeviceName>;
}

/** @param devices interfaces whose own state must not change; of others only what they carry */
export function baselineLosses(before: Standing, after: Standing, devices: readonly DeviceName[]): BaselineLosses {
  const outside = new Set(Object.keys(before.links).filter((device) => lostOutside(device, before, after)));
  const watched = devices.filter((device) => !outside.has(device));
  const losses = [
    ...watched.flatMap((device) => deviceLosses(device, before, after)),
    ...before.ways.filter(({ device }) => !outside.has(device)).flatMap((way) => wayLosses(way, before, after)),
  ];
  return { losses: [...new Set(losses)], outside };
}

/** A card that is gone, or up and without the carrier it had; and what had its carrier from such a card alone. */
function lostOutside(device: DeviceName, before: Standing, after: Standing): boolean {
  const [had, has] = [linkIn(before, device), linkIn(after, device)];
  if (had?.kind === 'ethernet' || had?.kind === 'other') {
    if (has === undefined) return true;
    return had.carrier && !has.carrier && has.up && has.master === had.master;
  }
  if (had === undefined || has === undefined || !had.carrier || has.carrier || !has.up) return false;
  const lower = lowerDevices(before.links, device);
  return lower.length > 0 && lower.some((below) => lostOutside(below, before, after));
}

function deviceLosses(device: DeviceName, before: Standing, after: Standing): readonly string[] {
  const [had, has] = [linkIn(before, device), linkIn(after, device)];
  if (had === undefined) return [];
  if (has === undefined) return [`${device} is gone`];
  const gone = (before.addresses[device] ?? []).filter((address) => !(after.addresses[device] ?? []).includes(address));
  return [
    ...linkLosses(device, had, has),
    ...(gone.length === 0 ? [] : [`${device} no longer has ${gone.join(', ')}`]),
  ];
}

function linkLosses(device: DeviceName, had: LinkPicture, has: LinkPicture): readonly string[] {
  if (had.up && !has.up) return [`${device} is down`];
  const losses: string[] = [];
  if (had.master !== has.master) {
    losses.push(has.master === null ? `${device} has left ${had.master ?? ''}` : `${device} belongs to ${has.master}`);
  }
  if (had.mac !== has.mac) losses.push(`${device} has another address: ${has.mac}, not ${had.mac}`);
  if (had.carrier && !has.carrier) losses.push(`${device} has no carrier`);
  return losses;
}

/** The same gateway through another device is a way as well; whether it is one is for the gateway to answer. */
function wayLosses(way: WayOut, before: Standing, after: Standing): readonly string[] {
  const what = way.purpose === 'session' ? 'the way to the session sg is run from' : 'the default route';
  const same = after.ways.filter(
    ({ purpose, family, via }) => purpose === way.purpose && family === way.family && via === way.via,
  );
  const taken = same.map(({ device }) => takenBy(device, before, after)).filter((master) => master !== undefined);
  if (same.length > taken.length) return [];
  if (taken.length > 0) return [`${what} leads through ${way.device}, which belongs to ${taken.join(', ')} now`];
  return [`${what} ${way.via === null ? '' : `via ${way.via} `}through ${way.device} is gone`];
}

/**
 * The master that has taken a device up. What it receives is the master's from then on: what is on its way still arrives,
 * but no neighbour is found through it any more, and within a minute nobody answers.
 */
export function takenBy(
  device: DeviceName,
  before: Pick<Standing, 'links'>,
  after: Pick<Standing, 'links'>,
): string | undefined {
  const master = linkIn(after, device)?.master ?? null;
  return master === null || master === linkIn(before, device)?.master ? undefined : master;
}

function linkIn({ links }: Pick<Standing, 'links'>, name: DeviceName): LinkPicture | undefined {
  return Object.hasOwn(links, name) ? links[name] : undefined;
}
