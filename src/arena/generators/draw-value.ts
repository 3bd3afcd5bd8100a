import { findLink } from '../../kernel/mock/links.ts';
import type { LinkState, World } from '../../kernel/mock/world-schema.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { drawMac, knownMac } from './draw-mac.ts';
import { newName } from './draw-name.ts';
import { inRange } from './draw-number.ts';
import type { FieldProfile } from './field-profile.ts';
import type { Random } from './random.ts';
import type { Role, Standing } from './roles.ts';

/** What a value is drawn in view of. */
export interface Setting {
  readonly random: Random;
  readonly world: World;
  /** Parameters that have a value already: others may refer to them. */
  readonly drawn: JsonObject;
}

/** A single value with the role given; `undefined` where the world has none. */
export function valueFor(role: Role, profile: FieldProfile, setting: Setting): Json | undefined {
  const { random, world } = setting;
  switch (role.is) {
    case 'device':
      return random.pick(carrying(profile, role, setting) ?? devicesFor(role, setting))?.name;
    case 'new':
      return profile.nature === 'word' ? random.pick(wordsOf(profile)) : newName(random, world, profile.seen);
    case 'mac-of':
      return named(role.of, setting)?.mac;
    case 'mode-of': {
      const bond = named(role.of, setting);
      return bond?.kind === 'bond' ? bond.mode : undefined;
    }
    case 'vlan-id-on':
      return random.pick(vlanIdsOn(role.of, setting));
    case 'mac':
      return random.chance(30) ? (knownMac(random, world) ?? drawMac(random)) : drawMac(random);
    case 'ip':
      return random.pick(answering(world));
    case 'default':
      return profile.default;
    case 'value':
      return typeof role.value === 'number' ? inRange(random, profile, role.value) : role.value;
  }
}

export function wordsOf(profile: FieldProfile): readonly string[] {
  const seen = profile.seen.filter((value) => typeof value === 'string');
  return [...new Set([...profile.words, ...seen])];
}

type DeviceRole = Extract<Role, { is: 'device' }>;

/**
 * Devices of the role's kind and standing, else of its kind alone. Where a card does, a bond or a VLAN may do as well.
 */
export function devicesFor(role: DeviceRole, setting: Setting): readonly LinkState[] {
  const { random, world } = setting;
  const standing = world.links.filter((link) => link.kind !== 'loopback' && stands(link, role.stands, setting));
  const alike = standing.filter(({ kind }) => kind === role.kind);
  const stackable = standing.filter(({ kind }) => kind === 'bond' || kind === 'vlan');
  if (role.kind === 'ethernet' && stackable.length > 0 && random.chance(25)) return stackable;
  if (alike.length > 0 || typeof role.stands === 'object') return alike;
  return world.links.filter(({ kind }) => kind === role.kind);
}

/** Mostly those that have what another parameter is to name; of any kind where a card does. */
function carrying({ carries }: FieldProfile, role: DeviceRole, setting: Setting): readonly LinkState[] | undefined {
  const { random, world } = setting;
  if (carries === undefined || random.chance(25)) return undefined;
  const able = world.links.filter(
    (link) => (role.kind === 'ethernet' || link.kind === role.kind) && hasAny(world, link.name, carries),
  );
  return able.length > 0 ? able : undefined;
}

function hasAny(world: World, name: string, what: 'ports' | 'vlans'): boolean {
  return world.links.some((link) =>
    what === 'ports' ? link.master === name : link.kind === 'vlan' && link.parent === name,
  );
}

function stands(link: LinkState, standing: Standing, setting: Setting): boolean {
  if (standing === 'free') return link.master === null;
  if (standing === 'taken') return link.master !== null;
  if ('under' in standing) return link.master !== null && link.master === setting.drawn[standing.under];
  return link.kind === 'vlan' && link.parent === setting.drawn[standing.on];
}

/** The device another parameter names. */
function named(parameter: string, { world, drawn }: Setting): LinkState | undefined {
  const name = drawn[parameter];
  return typeof name === 'string' ? findLink(world, name) : undefined;
}

function vlanIdsOn(parameter: string, { world, drawn }: Setting): readonly number[] {
  return world.links.flatMap((link) => (link.kind === 'vlan' && link.parent === drawn[parameter] ? [link.id] : []));
}

function answering(world: World): readonly string[] {
  return [...world.wire.hosts, ...world.addresses].map(({ address }) => address);
}
