import { hasCarrier } from '../mock/carrier.ts';
import { findLink, linksUnder } from '../mock/links.ts';
import { probe } from '../mock/probe.ts';
import { snapshotOf } from '../mock/snapshot.ts';
import type { BondState, BridgeState, LinkState, VlanState, World } from '../mock/world-schema.ts';
import { configurationDifferences } from '../world-difference.ts';

/** Whether a line is true of a run, and if not, what is the case instead, in words. */
export type Checked = { readonly ok: true } | { readonly ok: false; readonly found: string };

/** Looks at the worlds before and after a run. */
export type Check = (before: World, after: World) => Checked;

export const held: Checked = { ok: true };

export function found(text: string): Checked {
  return { ok: false, found: text };
}

function verdict(ok: boolean, otherwise: string): Checked {
  return ok ? held : found(otherwise);
}

/** A check of one link after the run. */
function ofLink(name: string, check: (link: LinkState, world: World) => Checked): Check {
  return (_, after) => {
    const link = findLink(after, name);
    return link === undefined ? found(`there is no ${name}`) : check(link, after);
  };
}

export function ofBridge(name: string, check: (bridge: BridgeState, world: World) => Checked): Check {
  return ofLink(name, (link, world) => (link.kind === 'bridge' ? check(link, world) : isOfKind(link)));
}

export function ofBond(name: string, check: (bond: BondState, world: World) => Checked): Check {
  return ofLink(name, (link, world) => (link.kind === 'bond' ? check(link, world) : isOfKind(link)));
}

export function ofVlan(name: string, check: (vlan: VlanState) => Checked): Check {
  return ofLink(name, (link) => (link.kind === 'vlan' ? check(link) : isOfKind(link)));
}

function isOfKind(link: LinkState): Checked {
  return found(`${link.name} is of kind ${link.kind}`);
}

export function exists(kind: string, name: string): Check {
  return ofLink(name, (link) => (kind === 'interface' || link.kind === kind ? held : isOfKind(link)));
}

export function absent(kind: string, name: string): Check {
  return (_, after) => {
    const link = findLink(after, name);
    const there = link !== undefined && (kind === 'interface' || link.kind === kind);
    return verdict(!there, `${name} exists`);
  };
}

export function isUp(name: string, up: boolean): Check {
  return ofLink(name, (link) => verdict(link.up === up, `${name} is ${link.up ? 'up' : 'down'}`));
}

export function carries(name: string, carrier: boolean): Check {
  return ofLink(name, (link, world) =>
    verdict(hasCarrier(world, link) === carrier, `${name} has ${carrier ? 'no ' : ''}carrier`),
  );
}

export function hasMac(name: string, mac: string): Check {
  return ofLink(name, (link) => verdict(link.mac === mac, `${name} has mac ${link.mac}`));
}

export function hasMtu(name: string, mtu: number): Check {
  return ofLink(name, (link) => verdict(link.mtu === mtu, `${name} has mtu ${link.mtu}`));
}

export function hasMaster(name: string, master: string | null): Check {
  return ofLink(name, (link) => verdict(link.master === master, `${name} has ${masterText(link)}`));
}

function masterText({ master }: LinkState): string {
  return master === null ? 'no master' : `master ${master}`;
}

export function hasAddress(name: string, address: string, prefixLength: number): Check {
  return ofLink(name, (_, world) => {
    const own = world.addresses.filter(({ device }) => device === name);
    const there = own.some((one) => one.address === address && one.prefixLength === prefixLength);
    return verdict(there, `${name} has ${listText(own.map((one) => `${one.address}/${one.prefixLength}`))}`);
  });
}

/** Order is not compared. */
export function hasPorts(name: string, ports: readonly string[]): Check {
  return ofBridge(name, (_, world) => {
    const has = linksUnder(world, name).map((port) => port.name);
    return verdict(sameNames(has, ports), `${name} has ports ${listText(has)}`);
  });
}

export function portIs(port: string, bridge: string, state: string): Check {
  return ofLink(port, (link) => {
    if (link.master !== bridge) return found(`${port} has ${masterText(link)}`);
    return verdict(link.port?.state === state, `${port} is ${link.port?.state ?? 'no port'}`);
  });
}

/** Order is not compared. */
export function hasMembers(name: string, members: readonly string[]): Check {
  return ofBond(name, (bond) => {
    const has = bond.members.map((member) => member.name);
    return verdict(sameNames(has, members), `${name} has members ${listText(has)}`);
  });
}

export function hasActive(name: string, member: string | null): Check {
  return ofBond(name, ({ active }) => verdict(active === member, `${name} has ${activeText(active)}`));
}

function activeText(active: string | null): string {
  return active === null ? 'no active member' : `active member ${active}`;
}

export function forwards(bridge: string, mac: string, port: string | null): Check {
  return ofBridge(bridge, (_, world) => {
    const entry = world.fdb.find((one) => one.bridge === bridge && one.mac === mac);
    const where = entry === undefined ? `${bridge} has no entry for ${mac}` : `${bridge} has ${mac} on ${entry.port}`;
    return verdict((entry?.port ?? null) === port, where);
  });
}

/** The device's own address, by an announcement of this run that reached a wire. */
export function wasAnnounced(name: string, expected: boolean): Check {
  return (before, after) => {
    const mac = findLink(after, name)?.mac;
    const sent = announcementsSince(before, after).filter(({ device }) => device === name);
    const own = sent.some((one) => one.mac === mac && one.through.length > 0);
    if (own === expected) return held;
    if (own) return found(`${name} was announced`);
    const others = sent.map((one) => (one.through.length === 0 ? `${one.mac} without carrier` : one.mac));
    return found(`nothing announced ${name}${others.length === 0 ? '' : `; announced on it: ${others.join(', ')}`}`);
  };
}

export function macWasAnnounced(mac: string, name: string): Check {
  return (before, after) => {
    const sent = announcementsSince(before, after).filter(
      ({ device, through }) => device === name && through.length > 0,
    );
    return verdict(
      sent.some((one) => one.mac === mac),
      `announced on ${name}: ${listText(sent.map((one) => one.mac))}`,
    );
  };
}

/** Announcements are only ever added at the end. */
function announcementsSince(before: World, after: World): World['announcements'] {
  const old = new Set(before.announcements.map((one) => JSON.stringify(one)));
  return after.announcements.filter(
    (one, index) => index >= before.announcements.length || !old.has(JSON.stringify(one)),
  );
}

export function answers(target: string, expected: boolean): Check {
  return (_, after) => {
    const { reachable } = probe(after, target).result;
    return verdict(reachable === expected, `${target} is ${reachable ? '' : 'un'}reachable`);
  };
}

/** Configuration is as before, and nothing was announced. */
export const nothingChanged: Check = (before, after) => {
  const changed = configurationDifferences(snapshotOf(before), snapshotOf(after)).map(({ path }) => path);
  const announced = announcementsSince(before, after).map(({ device }) => `announcement on ${device}`);
  return verdict(changed.length + announced.length === 0, `changed: ${[...changed, ...announced].join(', ')}`);
};

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}

function listText(items: readonly string[]): string {
  return `[${items.join(', ')}]`;
}
