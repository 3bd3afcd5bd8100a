import { deviceNameFault } from '../names.ts';
import { findLink, standsOn } from './links.ts';
import type { LinkState, World } from './world-schema.ts';

/**
 * Says what cannot be in a world although its shape is right, or `undefined`: names are unique and possible, masters and
 * parents exist and are of the right kind, ports carry port data, members are listed once by their bond, and every entry,
 * address and route belongs to a link.
 */
export function findWorldFault(world: World): string | undefined {
  const names = new Set(world.links.map(({ name }) => name));
  if (names.size !== world.links.length) return 'two links have the same name';
  for (const link of world.links) {
    const fault = deviceNameFault(link.name) ?? linkFault(world, link);
    if (fault !== undefined) return `link ${JSON.stringify(link.name)}: ${fault}`;
  }
  const looped = world.links.find(({ name }) => standsOn(world, name, name));
  if (looped !== undefined) return `link ${JSON.stringify(looped.name)} stands on itself`;
  const homeless = [
    ...world.fdb.flatMap(({ bridge, port }) => [bridge, port]),
    ...[...world.addresses, ...world.routes, ...world.neighbours].map(({ device }) => device),
  ].find((name) => !names.has(name));
  if (homeless !== undefined) return `there is no link ${JSON.stringify(homeless)}`;
  const wire = wireFault(world.wire);
  if (wire !== undefined) return wire;
  const fault = world.boot === null ? undefined : findWorldFault(booted(world, world.boot));
  return fault === undefined ? undefined : `after a reboot, ${fault}`;
}

/** Cards and machines may be gone; a card has one cable. */
function wireFault({ switches }: World['wire']): string | undefined {
  const cards = switches.flatMap(({ ports }) => ports);
  const twice = cards.find((card, index) => cards.indexOf(card) !== index);
  if (twice !== undefined) return `${JSON.stringify(twice)} is plugged in twice`;
  const names = switches.map(({ name }) => name);
  const same = names.find((name, index) => names.indexOf(name) !== index || cards.includes(name));
  return same === undefined ? undefined : `the switch ${JSON.stringify(same)} has the name of another thing`;
}

function booted(world: World, boot: NonNullable<World['boot']>): World {
  return { ...world, ...boot, fdb: [], neighbours: [], boot: null };
}

function linkFault(world: World, link: LinkState): string | undefined {
  const master = link.master === null ? undefined : findLink(world, link.master);
  if (link.master !== null && master?.kind !== 'bridge' && master?.kind !== 'bond')
    return 'its master is no bridge or bond';
  if ((master?.kind === 'bridge') !== (link.port !== null)) return 'port data without a bridge, or the reverse';
  const listed = master?.kind === 'bond' ? master.members.filter(({ name }) => name === link.name).length : 1;
  if (listed !== 1) return 'its bond does not list it once';
  if (link.kind === 'bond') return bondFault(world, link.name, link.members);
  if (link.kind === 'vlan') return vlanFault(world, link.parent, link.id);
  return undefined;
}

function bondFault(world: World, bond: string, members: readonly { readonly name: string }[]): string | undefined {
  const stray = members.find(({ name }) => findLink(world, name)?.master !== bond);
  return stray === undefined ? undefined : `its member ${JSON.stringify(stray.name)} has another master`;
}

function vlanFault(world: World, parent: string, id: number): string | undefined {
  if (findLink(world, parent) === undefined) return 'its parent does not exist';
  const same = world.links.filter((link) => link.kind === 'vlan' && link.parent === parent && link.id === id);
  return same.length === 1 ? undefined : 'another VLAN on this parent has the same id';
}
