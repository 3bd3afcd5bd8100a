import { canonicalJson } from '../model/canonical-json.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { WorldDifference, WorldSnapshot } from './kernel.ts';
import type { DeviceName } from './network.ts';

/** A difference with the place it was found at as keys, because device names may contain dots. */
export interface SnapshotChange {
  /** Section, device or row, then field or entry. */
  readonly keys: readonly string[];
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/**
 * What differs between two snapshots: one entry per field of a link, forwarding entry, route or neighbour; a link that came
 * or went is one entry. Empty exactly when both are equal as canonical JSON.
 */
export function worldDifferences(before: WorldSnapshot, after: WorldSnapshot): readonly WorldDifference[] {
  return find([], before, after).map(describe);
}

/**
 * The differences that somebody made: without those that come about by themselves as time passes and traffic flows (see
 * `isVolatile`). A refusal leaves none of these.
 */
export function configurationDifferences(before: WorldSnapshot, after: WorldSnapshot): readonly WorldDifference[] {
  return configurationChanges(before, after).map(describe);
}

/** Devices with a configuration difference, sorted. */
export function touchedDevices(before: WorldSnapshot, after: WorldSnapshot): readonly DeviceName[] {
  return [...new Set(configurationChanges(before, after).flatMap(devicesOf))].sort();
}

/** `configurationDifferences` with keys instead of a path. */
export function configurationChanges(before: WorldSnapshot, after: WorldSnapshot): readonly SnapshotChange[] {
  const last = compared.get(before);
  if (last?.after === after) return last.changes;
  const changes = find([], before, after).filter((found) => !isVolatile(found));
  compared.set(before, { after, changes });
  return changes;
}

/** Scope, effect and report of one resource ask about the same two snapshots, which are values that nothing changes. */
const compared = new WeakMap<
  WorldSnapshot,
  { readonly after: WorldSnapshot; readonly changes: readonly SnapshotChange[] }
>();

/** States that follow from configuration, from the other end of a wire, or from time: nobody sets them. */
const volatileFields = new Set(['operstate', 'carrier', 'portState', 'activeMember']);

/**
 * Neighbours and learned forwarding entries come with traffic and go with age; the host's own entries mirror addresses
 * that are compared themselves.
 */
function isVolatile({ keys: [section, , field, ...deeper], before, after }: SnapshotChange): boolean {
  if (section === 'neighbours') return true;
  if (section === 'links') return field !== undefined && deeper.length === 0 && volatileFields.has(field);
  if (section !== 'fdb') return false;
  return field === undefined ? true : !isStatic(before) && !isStatic(after);
}

function isStatic(entry: Json | undefined): boolean {
  return isObject(entry) && entry['origin'] === 'static';
}

/** The device a change is about. */
export function devicesOf({ keys: [section, name], before, after }: SnapshotChange): readonly DeviceName[] {
  if (name === undefined) return [];
  if (section !== 'routes' && section !== 'neighbours') return [name];
  return [before, after].flatMap((row) => (isObject(row) && typeof row['device'] === 'string' ? [row['device']] : []));
}

/** How deep one looks for differences, by section; below, values are compared whole. */
const depth: Readonly<Record<string, number>> = { links: 3, fdb: 3, addresses: 2, routes: 2, neighbours: 2 };

function find(keys: readonly string[], before: Json | undefined, after: Json | undefined): readonly SnapshotChange[] {
  if (before === after) return [];
  const section = keys[0];
  const deeper = section === undefined || keys.length < (depth[section] ?? 1);
  if (!deeper || !isObject(before) || !isObject(after)) return same(before, after) ? [] : [{ keys, before, after }];
  return namesApart(before, after).flatMap((name) => find([...keys, name], own(before, name), own(after, name)));
}

/** Members that are not the very same, sorted. Parts that nothing touched are shared by snapshots, so these are few. */
function namesApart(before: JsonObject, after: JsonObject): readonly string[] {
  const names = Object.keys(before).filter((name) => before[name] !== own(after, name));
  for (const name of Object.keys(after)) if (!Object.hasOwn(before, name)) names.push(name);
  return names.length > 1 ? names.sort() : names;
}

function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Equal as canonical JSON. */
function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  return canonicalJson(a) === canonicalJson(b);
}

function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function describe({ keys, before, after }: SnapshotChange): WorldDifference {
  return { path: pathText(keys), before, after };
}

/** `links.br0.mtu`; keys that are no plain words in brackets: `links["bond0.100"].mtu`. */
export function pathText(keys: readonly string[]): string {
  const text = keys.map((key) => (/^[\w-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`)).join('');
  return text.startsWith('.') ? text.slice(1) : text;
}
