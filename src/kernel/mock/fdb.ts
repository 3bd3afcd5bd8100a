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
  const kept = world.fdb.flatMap((entry) => {
    if (entry.bridge !== bridge) return [entry];
    if (entry.origin !== 'permanent') return owners.some((owner) => owner.mac === entry.mac) ? [] : [entry];
    const owner =
      owners.find(({ name, mac }) => name === entry.port && mac === entry.mac) ??
      owners.find(({ mac }) => mac === entry.mac);
    if (owner === undefined) return [];
    return [owner.name === entry.port ? entry : { ...entry, port: owner.name }];
  });
  const missing = owners.filter(
    ({ mac }, index) =>
      !kept.some((entry) => entry.bridge === bridge && entry.mac === mac && entry.origin === 'permanent') &&
      owners.findIndex((owner) => owner.mac === mac) === index,
  );
  if (missing.length === 0 && kept.length === world.fdb.length && kept.every((entry, at) => entry === world.fdb[at])) {
    return world;
  }
  return { ...world, fdb: [...kept, ...missing.map(({ name, mac }) => ownEntry(bridge, name, mac))] };
}

interface Owner {
  readonly name: string;
  readonly mac: string;
}

/** Ports first, then the bridge itself. */
function ownersOf(world: World, bridge: string): readonly Owner[] {
  const itself = findLink(world, bridge);
  return itself === undefined ? [] : [...linksUnder(world, bridge), itself];
}

function ownEntry(bridge: string, port: string, mac: string): FdbState {
  return { bridge, mac, port, vlan: null, origin: 'permanent', seen: null };
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
