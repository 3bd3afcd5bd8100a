import type { Json, JsonObject } from '../../model/json.ts';

/** A D-Bus value that carries its type: `new Variant('u', 1500)`. 64-bit integers are BigInt, `ay` is a Buffer. */
export class Variant {
  readonly signature: string;
  readonly value: unknown;

  constructor(signature: string, value: unknown) {
    this.signature = signature;
    this.value = value;
  }
}

/** Values with types as JSON, for the journal: `$v` a variant, `$b` bytes, `$i` a 64-bit integer, `$o` a table. */
export function valueToJson(value: unknown): Json {
  if (value instanceof Variant) return { $v: [value.signature, valueToJson(value.value)] };
  if (value instanceof Uint8Array) return { $b: Buffer.from(value).toString('base64') };
  if (typeof value === 'bigint') return { $i: value.toString() };
  if (Array.isArray(value)) return value.map(valueToJson);
  if (value !== null && typeof value === 'object') return { $o: mapTable(value, valueToJson) as JsonObject };
  return value as Json;
}

export function jsonToValue(json: Json): unknown {
  if (Array.isArray(json)) return json.map(jsonToValue);
  if (json === null || typeof json !== 'object') return json;
  const { $v, $b, $i, $o } = json as JsonObject;
  if (Array.isArray($v)) return new Variant(String($v[0]), jsonToValue(($v as readonly Json[])[1] ?? null));
  if (typeof $b === 'string') return Buffer.from($b, 'base64');
  if (typeof $i === 'string') return BigInt($i);
  return mapTable($o as JsonObject, jsonToValue as (value: unknown) => unknown);
}

/** Keys come from outside: one of them may be `__proto__`. */
export function mapTable<T>(table: object, change: (value: unknown) => T): Readonly<Record<string, T>> {
  const made: Record<string, T> = {};
  for (const [key, value] of Object.entries(table))
    Object.defineProperty(made, key, { value: change(value), enumerable: true, configurable: true, writable: true });
  return made;
}
