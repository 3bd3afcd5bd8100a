import type { LinkPicture, NetworkSnapshot } from '../../src/kernel/network-snapshot.ts';

/**
 * Where mock and kernel are meant to differ, and why. Nothing else is left out of the comparison.
 *
 * - `permanentMac` of a card: the lab's cards are veth pairs, which have none; the mock's stand for real cards.
 * - The address of a new bridge or bond without ports or members: the kernel draws one at random, the mock derives one from
 *   the name, so that runs replay.
 * - `mtuSet`: the kernel does not tell, so sg infers it, and can't where the set MTU is the one the ports have anyway.
 * - Learned forwarding entries: real networks talk, also unasked.
 * - The far ends of the lab's cards are no part of the mock's world.
 */
export function comparable(picture: NetworkSnapshot, withOperstate: boolean): NetworkSnapshot {
  const names = Object.keys(picture.links).filter((name) => !name.startsWith('wire'));
  const links = names.map((name) => [name, comparableLink(picture.links[name]!, withOperstate)]);
  const fdb = Object.entries(picture.fdb).map(([bridge, entries]) => [bridge, comparableEntries(entries)]);
  const addresses = names.map((name) => [name, picture.addresses[name]]);
  return {
    ...picture,
    links: Object.fromEntries(links) as NetworkSnapshot['links'],
    fdb: Object.fromEntries(fdb) as NetworkSnapshot['fdb'],
    addresses: Object.fromEntries(addresses) as NetworkSnapshot['addresses'],
    neighbours: {},
  };
}

/** Addresses that the test gave out: cards, and those set by operations. */
const known = /^(52:54:00:|02:00:00:00:00:|00:00:00:00:00:00)/;

function comparableMac(mac: string): string {
  return known.test(mac) ? mac : 'drawn';
}

function comparableLink(link: LinkPicture, withOperstate: boolean): object {
  return {
    ...link,
    permanentMac: null,
    mac: comparableMac(link.mac),
    ...(withOperstate ? {} : { operstate: 'not yet compared' }),
    ...(link.kind === 'bridge' ? { mtuSet: 'unknown' } : {}),
  };
}

function comparableEntries(entries: NetworkSnapshot['fdb'][string]): object {
  const kept = Object.entries(entries).filter(([, { origin }]) => origin !== 'learned');
  return Object.fromEntries(kept.map(([mac, entry]) => [comparableMac(mac), entry]));
}
