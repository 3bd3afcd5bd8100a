import type { WorldDifference } from '../kernel/kernel.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';
import { linkDetails } from './world-view.ts';

/** Differences of the world for people: one line a link that came, went or changed; then addresses, tables and routes. */
export function changesView(differences: readonly WorldDifference[], style: Style): string {
  const places = differences.map((difference) => ({ ...difference, keys: pathKeys(difference.path) }));
  const links = groups(places.filter(({ keys }) => keys[0] === 'links'));
  const rows = [...links].map(([name, found]) => linkRow(name, found, style));
  const rest = groups(places.filter(({ keys }) => keys[0] !== 'links' && !(keys[0] === 'addresses' && hollow(keys))));
  const others = [...rest].flatMap(([name, found]) => otherRow(name, found, style));
  return table([...rows, ...others], '  ');

  function hollow(keys: readonly string[]): boolean {
    const found = places.find((place) => place.keys === keys);
    return [found?.before, found?.after].every(
      (value) => value === undefined || (value as readonly Json[]).length === 0,
    );
  }
}

interface Place extends WorldDifference {
  readonly keys: readonly string[];
}

/** By section and device: links by name alone, the others as `fdb br0`. */
function groups(places: readonly Place[]): ReadonlyMap<string, readonly Place[]> {
  const found = new Map<string, Place[]>();
  for (const place of places) {
    const [section = '', name = ''] = place.keys;
    const key = section === 'links' ? name : `${section} ${name}`.trim();
    found.set(key, [...(found.get(key) ?? []), place]);
  }
  return found;
}

function linkRow(name: string, found: readonly Place[], style: Style): readonly string[] {
  const whole = found.find(({ keys }) => keys.length === 2);
  if (whole !== undefined) {
    const came = whole.before === undefined;
    const link = (came ? whole.after : whole.before) as JsonObject;
    const details = [text(link['kind']), text(link['operstate']), text(link['mac']), ...linkDetails(link)];
    const mark = came ? style.good('+') : style.bad('-');
    return [mark, printableLine(name), printableLine(details.join(', '))];
  }
  const changes = found.map(({ keys, before, after }) => `${keys[2] ?? ''} ${text(before)} → ${text(after)}`);
  return [style.warn('~'), printableLine(name), printableLine(changes.join(', '))];
}

/** Forwarding tables follow from links and traffic: a count is enough. */
function otherRow(name: string, found: readonly Place[], style: Style): readonly (readonly string[])[] {
  if (name.startsWith('fdb ')) return [];
  const changes = found.map(({ before, after }) => `${text(before)} → ${text(after)}`);
  return [[style.warn('~'), printableLine(name), printableLine(changes.join(', '))]];
}

function text(value: Json | undefined): string {
  if (value === undefined || value === null) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The keys of a path such as `links["bond0.100"].mtu`. */
function pathKeys(path: string): readonly string[] {
  return [...path.matchAll(/\[("(?:[^"\\]|\\.)*")\]|([^.[\]]+)/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : (JSON.parse(quoted) as string),
  );
}
