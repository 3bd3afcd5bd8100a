import type { RemoteAddress } from './remote-address.ts';

/**
 * What a remote's server says the time is: the Date header (RFC 9110, 6.6.1) of whatever it answers. Nothing secret is sent.
 * @returns milliseconds since 1970; `undefined` where it is not reached by HTTP, does not answer in time or does not say
 */
export async function remoteClock({ by, url }: RemoteAddress, timeoutMs: number): Promise<number | undefined> {
  if (by !== 'http') return undefined;
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method: 'HEAD', redirect: 'manual', signal });
    const date = Date.parse(response.headers.get('date') ?? '');
    return Number.isNaN(date) ? undefined : date;
  } catch {
    return undefined;
  }
}
