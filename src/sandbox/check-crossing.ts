import type { Json } from '../model/json.ts';
import { EngineStop } from './engine/engine-stop.ts';

/**
 * Checks a value that crosses. `JSON.parse` reads `1e999` as infinity, so numbers are looked at even where JSON was parsed.
 *
 * @throws EngineStop `depth-limit` when it is nested deeper than `limit` levels of lists and objects; `invalid-output` for
 * a number that JSON does not have
 */
export function checkValue(value: Json, limit: number, what: string): void {
  const flaw = flawOf(value, limit);
  if (flaw === 'depth') throw new EngineStop('depth-limit', `met ${what} nested deeper than ${limit} levels`);
  if (flaw === 'number') throw new EngineStop('invalid-output', `gave ${what} with a number that JSON does not have`);
}

/** Looks no deeper than the limit itself. */
function flawOf(value: Json, limit: number): 'depth' | 'number' | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'number';
  if (typeof value !== 'object' || value === null) return undefined;
  if (limit === 0) return 'depth';
  for (const member of Object.values(value)) {
    const flaw = flawOf(member, limit - 1);
    if (flaw !== undefined) return flaw;
  }
  return undefined;
}

/**
 * @param units length of a text that contains the value, in UTF-16 units: three bytes of UTF-8 each at most
 * @throws EngineStop `output-limit` when the value's JSON text has more than `limit` bytes
 */
export function checkBytes(value: Json, units: number, limit: number, what: string): void {
  if (units * 3 <= limit || Buffer.byteLength(JSON.stringify(value)) <= limit) return;
  throw new EngineStop('output-limit', `gave ${what} of more than ${limit} bytes`);
}
