import type { Json, JsonObject } from '../../model/json.ts';

/** What a text in a world is. */
export type TextKind = 'name' | 'mac' | 'address';

export type Visit = (text: string, kind: TextKind) => string;

/** By the member that holds it; texts of other members are words of the format. */
const kinds: Readonly<Record<string, TextKind>> = {
  name: 'name',
  master: 'name',
  parent: 'name',
  active: 'name',
  activeMember: 'name',
  bridge: 'name',
  device: 'name',
  behind: 'name',
  port: 'name',
  ports: 'name',
  through: 'name',
  mac: 'mac',
  permanentMac: 'mac',
  address: 'address',
  to: 'address',
  via: 'address',
  destination: 'address',
};

/** A mock world or a part of it, with every name and address as `visit` gives it. */
export function walkWorld(value: Json, visit: Visit, kind?: TextKind): Json {
  if (typeof value === 'string') return kind === undefined ? value : visit(value, kind);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((member) => walkWorld(member, visit, kind));
  return made(Object.entries(value).map(([key, member]) => [key, walkWorld(member, visit, kinds[key])]));
}

/** A kernel's picture of the world (`NetworkSnapshot`): its tables have names and addresses for keys. */
export function walkSnapshot(snapshot: JsonObject, visit: Visit): JsonObject {
  const name = (text: string): string => visit(text, 'name');
  const onDevice = (key: string): string =>
    key.replace(/^(.*) dev (.*)$/s, (_, address: string, device: string) => {
      return `${visit(address, 'address')} dev ${name(device)}`;
    });
  const inTable: Readonly<Record<string, (table: Json) => Json>> = {
    links: (table) => rows(table, name, (link) => walkWorld(link, visit)),
    fdb: (table) =>
      rows(table, name, (entries) =>
        rows(
          entries,
          (key) => key.replace(/^\S+/, (mac) => visit(mac, 'mac')),
          (entry) => walkWorld(entry, visit),
        ),
      ),
    addresses: (table) => rows(table, name, (list) => walkWorld(list, visit, 'address')),
    routes: (table) => rows(table, onDevice, (route) => walkWorld(route, visit)),
    neighbours: (table) => rows(table, onDevice, (one) => walkWorld(one, visit)),
  };
  return made(
    Object.entries(snapshot).map(([key, member]) => [key, (inTable[key] ?? ((same) => same))(member)] as const),
  );
}

function rows(table: Json, key: (text: string) => string, member: (value: Json) => Json): Json {
  if (typeof table !== 'object' || table === null || Array.isArray(table)) return table;
  return made(Object.entries(table).map(([text, value]) => [key(text), member(value)]));
}

/** With `__proto__` as a member like any other. */
function made(members: readonly (readonly [string, Json])[]): JsonObject {
  return Object.fromEntries(members);
}
