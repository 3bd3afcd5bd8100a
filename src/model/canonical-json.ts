import type { Json } from './json.ts';

/**
 * JSON text with object keys sorted by UTF-16 code units and no white space, so that equal values have equal bytes
 * (the key order of RFC 8785; numbers are as ECMAScript prints them). Members whose value is `undefined` are left out.
 */
export function canonicalJson(value: Json): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map(sorted);
  const keys = Object.keys(value).sort();
  // A null prototype keeps a member named `__proto__` a member.
  const copy = Object.create(null) as Record<string, Json>;
  for (const key of keys) copy[key] = sorted(value[key] as Json);
  return copy;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
