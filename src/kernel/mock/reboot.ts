import { findLink, needLink, putLink } from './links.ts';
import { removeLink } from './remove-link.ts';
import { settle } from './settle.ts';
import type { EthernetState, LinkState, World } from './world-schema.ts';

/** The world with its present links, addresses and routes as what the host comes up with. */
export function persisted(world: World): World {
  const { links, addresses, routes } = world;
  return { ...world, boot: { links, addresses, routes } };
}

/**
 * The host starts anew: configuration is what `boot` says, tables are empty, ports start their way to forwarding. Cards
 * and cables are as they are now: a card that is gone stays away, and the wire remembers. Takes no time.
 */
export function reboot(world: World): World {
  const hardware = world.links.filter((link): link is EthernetState => link.kind === 'ethernet');
  const boot = world.boot ?? { links: hardware.map(asManufactured), addresses: [], routes: [] };
  const known = new Set(boot.links.map(({ name }) => name));
  const links = [...boot.links, ...hardware.filter(({ name }) => !known.has(name)).map(asManufactured)];
  const loopback = world.links.filter(({ kind, name }) => kind === 'loopback' && !known.has(name));
  const started: World = {
    ...world,
    links: [...loopback, ...links.map(atRest)],
    fdb: [],
    neighbours: [],
    addresses: boot.addresses,
    routes: boot.routes,
    wire: withoutSignal(world.wire),
  };
  const gone = boot.links.filter(({ kind, name }) => kind === 'ethernet' && findLink(world, name) === undefined);
  const present = gone.reduce((current, { name }) => removeLink(current, name), started);
  return settle(hardware.reduce(withCable, present));
}

/** Every card loses its signal for a moment. */
function withoutSignal(wire: World['wire']): World['wire'] {
  if (wire.switches.length === 0) return wire;
  const switches = wire.switches.map((on) => ({
    ...on,
    entries: on.entries.filter(({ port }) => !on.ports.includes(port)),
  }));
  return { ...wire, switches };
}

function asManufactured(card: EthernetState): EthernetState {
  return { ...card, up: true, mac: card.permanentMac ?? card.mac, mtu: 1500, master: null, port: null };
}

/** Nothing has been seen or selected yet. */
function atRest(link: LinkState): LinkState {
  const fresh = link.port === null ? link : { ...link, port: { state: 'disabled' as const, timer: null } };
  switch (fresh.kind) {
    case 'bridge':
      return { ...fresh, carrier: false, carrierSeen: true };
    case 'bond':
      return { ...fresh, active: null, carrierSeen: false };
    default:
      return fresh;
  }
}

function withCable(world: World, card: EthernetState): World {
  const link = needLink(world, card.name);
  return link.kind === 'ethernet' ? putLink(world, { ...link, cable: card.cable }) : world;
}
