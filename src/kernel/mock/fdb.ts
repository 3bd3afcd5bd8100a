import { zeroMac } from '../mac.ts';
import { findLink, linksUnder } from './links.ts';
import type { FdbState, World } from './world-schema.ts';

/** The forwarding database, as net/bridge/br_fdb.c keeps it. */

/**
 * Brings the host's own entries of a bridge into line with its addresses. An entry stays with its owner while that has the
 * address; else it goes to a port that has it, then to the bridge, else it is removed (`fdb_delete_local`). An address
 * that two devices share has one entry, of whoever had it first (`fdb_add_local`).
 */
export function alignOwnEntries(world: World, bridge: string): World {
  const owners = ownersOf(world, bridge);
  const entries = world.fdb.filter((entry) => entry.bridge === bridge);
  if (isAligned(owners, entries)) return world;
  const kept = entries.flatMap((entry) => keptEntry(owners, entry));
  const missing = owners.filter(
    ({ mac }, index) =>
      !kept.some((entry) => entry.mac === mac) && owners.findIndex((owner) => owner.mac === mac) === index,
  );
  const others = world.fdb.filter((entry) => entry.bridge !== bridge);
  return { ...world, fdb: [...others, ...kept, ...missing.map(({ name, mac }) => ownEntry(bridge, name, mac))] };
}

/** Nearly every time nothing is to be done, and this finds it out without making anything. */
function isAligned(owners: readonly Owner[], entries: readonly FdbState[]): boolean {
  return (
    owners.every(({ mac }) => entries.some((entry) => entry.mac === mac)) &&
    entries.every(({ mac, port, origin }) =>
      origin === 'permanent'
        ? owners.some((owner) => owner.name === port && owner.mac === mac)
        : owners.every((owner) => owner.mac !== mac),
    )
  );
}

function keptEntry(owners: readonly Owner[], entry: FdbState): readonly FdbState[] {
  const sharing = owners.filter(({ mac }) => mac === entry.mac);
  if (entry.origin !== 'permanent') return sharing.length === 0 ? [entry] : [];
  const owner = sharing.find(({ name }) => name === entry.port) ?? sharing[0];
  return owner === undefined ? [] : [{ ...entry, port: owner.name }];
}

interface Owner {
  readonly name: string;
  readonly mac: string;
}

/** Ports first, then the bridge itself, which has no entry while it has no address (seen on 6.18). */
function ownersOf(world: World, bridge: string): readonly Owner[] {
  const itself = findLink(world, bridge);
  const ports = linksUnder(world, bridge);
  return itself === undefined || itself.mac === zeroMac ? ports : [...ports, itself];
}

function ownEntry(bridge: string, port: string, mac: string): FdbState {
  return { bridge, mac, port, vlan: null, origin: 'permanent', seen: null };
}

/**
 * A port was given the address it has already: its own entry is deleted and added again (`br_fdb_changeaddr`), and in
 * between goes to another port with that address, or to the bridge, which keeps it (seen on 6.18).
 */
export function giveAddressAgain(world: World, bridge: string, port: string, mac: string): World {
  const others = ownersOf(world, bridge).filter((owner) => owner.mac === mac && owner.name !== port);
  const [heir] = others;
  if (heir === undefined) return world;
  const fdb = world.fdb.map((entry) =>
    entry.bridge === bridge && entry.mac === mac && entry.port === port && entry.origin === 'permanent'
      ? { ...entry, port: heir.name }
      : entry,
  );
  return { ...world, fdb };
}

/** `br_fdb_delete_by_port` without `do_all`: what a port that stops forgets. */
export function flushLearned(world: World, port: string): World {
  return { ...world, fdb: world.fdb.filter((entry) => entry.port !== port || entry.origin !== 'learned') };
}

/** What a port that leaves its bridge takes along. */
export function flushPort(world: World, bridge: string, port: string): World {
  return { ...world, fdb: world.fdb.filter((entry) => entry.bridge !== bridge || entry.port !== port) };
}

/** A frame from `mac` came in at `port`: a learned entry moves there, an own or static one stays (`br_fdb_update`). */
export function learn(world: World, bridge: string, port: string, mac: string): World {
  const index = world.fdb.findIndex((entry) => entry.bridge === bridge && entry.mac === mac && entry.vlan === null);
  const found = world.fdb[index];
  if (found !== undefined && found.origin !== 'learned') return world;
  const entry: FdbState = { bridge, mac, port, vlan: null, origin: 'learned', seen: world.clock };
  return { ...world, fdb: found === undefined ? [...world.fdb, entry] : world.fdb.with(index, entry) };
}
