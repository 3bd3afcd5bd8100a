import type { LinkPicture, NetworkSnapshot } from '../../src/kernel/network-snapshot.ts';

/**
 * Leaves out where mock and kernel are meant to differ, and nothing else: docs/mock-deviations.md lists it with the reasons.
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
    ...(link.kind === 'bond' ? { members: link.members.map((member) => ({ ...member, mtu: 'unknown' })) } : {}),
  };
}

function comparableEntries(entries: NetworkSnapshot['fdb'][string]): object {
  const kept = Object.entries(entries).filter(([, { origin }]) => origin !== 'learned');
  return Object.fromEntries(kept.map(([mac, entry]) => [comparableMac(mac), entry]));
}
