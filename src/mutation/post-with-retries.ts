import { setTimeout as delay } from 'node:timers/promises';
import type { MutationFault } from './engine.ts';

export interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
  /** For everything: requests, pauses, reading. */
  readonly timeoutMs: number;
  /** The first pause where the service names none; doubles each time. */
  readonly pauseMs?: number;
  readonly signal?: AbortSignal;
}

const attempts = 4;
const quoted = 300;

/** Sends JSON; what passes (overload, a lost connection) is tried again a bounded number of times. */
export async function postWithRetries(
  fetch: typeof globalThis.fetch,
  address: string,
  { headers, body, timeoutMs, pauseMs = 500, signal: outer }: Post,
): Promise<{ readonly body: string } | { readonly fault: MutationFault }> {
  const late = AbortSignal.timeout(timeoutMs);
  const deadline = performance.now() + timeoutMs;
  const signal = outer === undefined ? late : AbortSignal.any([late, outer]);
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal,
  };
  try {
    for (let left = attempts - 1, pause = pauseMs; ; left -= 1, pause *= 2) {
      const sent = await send(fetch, address, init);
      if (!('fault' in sent) || !sent.again || left <= 0) return sent;
      const wait = sent.waitMs ?? pause;
      // There is no use in waiting for an answer that would come too late.
      if (performance.now() + wait >= deadline) return sent;
      await delay(wait, undefined, { signal });
    }
  } catch (error) {
    if (outer?.aborted === true) return { fault: { code: 'engine-stopped', message: 'The question was withdrawn.' } };
    if (late.aborted)
      return { fault: { code: 'engine-timeout', message: `There was no answer within ${timeoutMs / 1000} s.` } };
    throw error;
  }
}

type Sent =
  { readonly body: string } | { readonly fault: MutationFault; readonly again: boolean; readonly waitMs?: number };

async function send(fetch: typeof globalThis.fetch, address: string, init: RequestInit): Promise<Sent> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(address, init);
    text = await response.text();
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    return {
      fault: { code: 'engine-unavailable', message: `The service could not be reached: ${reason(error)}` },
      again: true,
    };
  }
  if (response.ok) return { body: text };
  const { status } = response;
  const waitMs = retryAfterMs(response.headers.get('retry-after'));
  return {
    fault: { code: codeFor(status), message: `The service answered ${status}: ${text.slice(0, quoted)}` },
    again: status === 408 || status === 409 || status === 429 || status >= 500,
    ...(waitMs === undefined ? {} : { waitMs }),
  };
}

function codeFor(status: number): string {
  if (status === 401 || status === 403) return 'engine-credentials';
  if (status === 429 || status === 529) return 'engine-overloaded';
  return status >= 500 ? 'engine-unavailable' : 'engine-failed';
}

/** RFC 9110, 10.2.3: seconds or a date. */
function retryAfterMs(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+(?:\.\d+)?$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function reason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
