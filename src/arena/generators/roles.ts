import { parseIp } from '../../kernel/ip-address.ts';
import { normaliseMac } from '../../kernel/mac.ts';
import { findLink } from '../../kernel/mock/links.ts';
import type { LinkState, World } from '../../kernel/mock/world-schema.ts';
import { isDeviceName } from '../../kernel/names.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { ExampleCase } from './example-cases.ts';

export type Kind = LinkState['kind'];

/** What a value of a parameter is in the world it is asked in. `of` names another parameter. */
export type Role =
  | { readonly is: 'device'; readonly kind: Kind; readonly stands: Standing }
  /** A text that names nothing in the world: a device to be made, or a word. */
  | { readonly is: 'new' }
  | { readonly is: 'mac-of'; readonly of: string }
  | { readonly is: 'mode-of'; readonly of: string }
  | { readonly is: 'vlan-id-on'; readonly of: string }
  | { readonly is: 'mac' }
  | { readonly is: 'ip' }
  /** The parameter's default, or a value with no meaning in the world. */
  | { readonly is: 'default' }
  | { readonly is: 'value'; readonly value: Json };

/** Where a device stands: on its own, under something, under or on the device another parameter names. */
export type Standing = 'free' | 'taken' | { readonly under: string } | { readonly on: string };

/** The roles a parameter's value has in an example; of a list those of its elements. */
export function rolesOf(name: string, { world, input }: ExampleCase, byDefault: Json | undefined): readonly Role[] {
  const value = input[name];
  if (value === undefined) return [];
  if (byDefault !== undefined && canonicalJson(value) === canonicalJson(byDefault)) return [{ is: 'default' }];
  const others = otherTexts(name, input);
  return elements(value).map((element) => role(element, others, world));
}

/** A list's elements; a value that is none by itself. */
export function elements(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}

type Others = readonly (readonly [parameter: string, text: string])[];

function otherTexts(name: string, input: JsonObject): Others {
  return Object.entries(input).filter((entry): entry is [string, string] => {
    return entry[0] !== name && typeof entry[1] === 'string' && entry[1] !== '';
  });
}

function role(value: Json, others: Others, world: World): Role {
  if (typeof value === 'number') return numberRole(value, others, world);
  return typeof value === 'string' ? textRole(value, others, world) : { is: 'value', value };
}

function numberRole(value: number, others: Others, world: World): Role {
  const parent = others.find(([, text]) =>
    world.links.some((link) => link.kind === 'vlan' && link.parent === text && link.id === value),
  );
  return parent === undefined ? { is: 'value', value } : { is: 'vlan-id-on', of: parent[0] };
}

function textRole(text: string, others: Others, world: World): Role {
  const link = findLink(world, text);
  if (link !== undefined) return { is: 'device', kind: link.kind, stands: standing(link, others) };
  if (normaliseMac(text) !== undefined) return macRole(text, others, world);
  if (parseIp(text) !== undefined) return { is: 'ip' };
  const bond = others.find(([, name]) => {
    const other = findLink(world, name);
    return other?.kind === 'bond' && other.mode === text;
  });
  if (bond !== undefined) return { is: 'mode-of', of: bond[0] };
  return isDeviceName(text) ? { is: 'new' } : { is: 'value', value: text };
}

function standing(link: LinkState, others: Others): Standing {
  const named = (device: string | null): string | undefined => others.find(([, text]) => text === device)?.[0];
  const above = named(link.master);
  if (above !== undefined) return { under: above };
  const below = link.kind === 'vlan' ? named(link.parent) : undefined;
  if (below !== undefined) return { on: below };
  return link.master === null ? 'free' : 'taken';
}

function macRole(text: string, others: Others, world: World): Role {
  const mac = normaliseMac(text);
  const owner = others.find(([, name]) => findLink(world, name)?.mac === mac);
  return owner === undefined ? { is: 'mac' } : { is: 'mac-of', of: owner[0] };
}
