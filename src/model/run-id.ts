import { randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * Identifies a run: 10 characters of milliseconds since 1970 and 16 random ones, Crockford base 32 as in ULID but lower
 * case, so that run ids sort by time and never collide between processes or hosts.
 */
export type RunId = string;

export function newRunId(milliseconds: number = Date.now()): RunId {
  let time = '';
  for (let rest = milliseconds, i = 0; i < 10; i += 1, rest = Math.floor(rest / 32)) {
    time = digit(rest % 32) + time;
  }
  return time + Array.from(randomBytes(16), (byte) => digit(byte % 32)).join('');
}

function digit(value: number): string {
  return alphabet.charAt(value);
}
