import type { Json } from '../model/json.ts';
import { EngineStop } from './engine/engine-stop.ts';

/** @throws EngineStop `depth-limit` when a value that crosses is nested deeper than `limit` levels of lists and objects */
export function checkDepth(value: Json, limit: number, what: string): void {
  if (isDeeperThan(value, limit)) throw new EngineStop('depth-limit', `met ${what} nested deeper than ${limit} levels`);
}

/** Looks no deeper than the limit itself. */
function isDeeperThan(value: Json, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (limit === 0) return true;
  for (const member of Object.values(value)) if (isDeeperThan(member as Json, limit - 1)) return true;
  return false;
}

/**
 * @param units length of a text that contains the value, in UTF-16 units: three bytes of UTF-8 each at most
 * @throws EngineStop `output-limit` when the value's JSON text has more than `limit` bytes
 */
export function checkBytes(value: Json, units: number, limit: number, what: string): void {
  if (units * 3 <= limit || Buffer.byteLength(JSON.stringify(value)) <= limit) return;
  throw new EngineStop('output-limit', `gave ${what} of more than ${limit} bytes`);
}
