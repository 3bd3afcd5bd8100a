import type { GitHttpRequest, GitHttpResponse, HttpClient } from 'isomorphic-git';
import { PacketCount } from './packet-count.ts';
import { parseUrl, sameOrigin } from './parse-url.ts';
import { badAnswer, tooLarge, unreachable } from './transport-faults.ts';
import type { TransferLimits } from './transport.ts';

/** More is a loop. */
const mostRedirects = 5;

/** Bytes of one attempt where nobody says otherwise. */
export const mostFetched = 256 * 1024 * 1024;

export interface HttpMeans extends TransferLimits {
  /** Base address, without credentials. */
  readonly url: string;
  /** Value of the Authorization header for that address's origin, and no other. */
  readonly authorization?: string;
}

/**
 * The HTTP of one attempt: bounded in time and bytes. The first question (`info/refs`) may be redirected, and what follows
 * goes where that led; credentials stay behind at another origin. A redirect of anything else is an error.
 */
export class BoundedHttp implements HttpClient {
  bytes = 0;
  /** What ended the transfer: whoever reads the answer may make something else of it. */
  fault: Error | undefined;
  readonly #means: HttpMeans;
  readonly #ending = new AbortController();
  readonly #overall: NodeJS.Timeout;
  #base: string;
  #idle: NodeJS.Timeout | undefined;

  constructor(means: HttpMeans) {
    this.#means = means;
    this.#base = means.url;
    this.#overall = setTimeout(() => {
      this.#end('it took too long');
    }, means.totalMs ?? 600_000);
  }

  close(): void {
    clearTimeout(this.#overall);
    clearTimeout(this.#idle);
    this.#ending.abort();
  }

  async request(asked: GitHttpRequest): Promise<GitHttpResponse> {
    const { url } = this.#means;
    const method = asked.method ?? 'GET';
    const body = asked.body === undefined ? undefined : await collected(asked.body as AsyncIterable<Uint8Array>);
    let place = this.#base + asked.url.slice(url.length);
    for (let hop = 0; ; hop += 1) {
      const response = await this.#ask(place, method, asked.headers, body);
      const next = redirectOf(response);
      if (next === undefined) return this.#answer(response, place, method);
      await response.body?.cancel();
      if (method !== 'GET' || hop >= mostRedirects)
        throw badAnswer(url, 'it sends the request elsewhere and elsewhere');
      place = this.#follow(place, next, asked.url.slice(url.length));
    }
  }

  #follow(from: string, location: string, suffix: string): string {
    const next = parseUrl(location, from);
    const fine = next !== undefined && /^https?:$/.test(next.protocol) && next.href.endsWith(suffix);
    if (!fine || (from.startsWith('https:') && next.protocol !== 'https:')) {
      throw badAnswer(this.#means.url, 'it redirects to what is no git address');
    }
    next.username = '';
    next.password = '';
    this.#base = next.href.slice(0, -suffix.length);
    return next.href;
  }

  async #ask(
    place: string,
    method: string,
    given: Record<string, string> = {},
    body: Uint8Array | undefined,
  ): Promise<Response> {
    const { authorization, url } = this.#means;
    const headers = new Headers(given);
    headers.delete('authorization');
    if (authorization !== undefined && sameOrigin(place, url)) headers.set('authorization', authorization);
    this.#alive();
    try {
      const sent = body === undefined ? {} : { body: new Uint8Array(body) };
      return await fetch(place, { method, headers, ...sent, redirect: 'manual', signal: this.#ending.signal });
    } catch (error) {
      throw this.#fault(error);
    }
  }

  #answer(response: Response, url: string, method: string): GitHttpResponse {
    if (response.status >= 500 || response.status === 429) {
      throw unreachable(this.#means.url, `it answered ${response.status}`);
    }
    return {
      url,
      method,
      headers: Object.fromEntries(response.headers),
      body: this.#chunks(response),
      statusCode: response.status,
      statusMessage: response.statusText,
    };
  }

  async *#chunks({ body }: Response): AsyncGenerator<Uint8Array, void> {
    const { maxBytes = mostFetched, url, progress } = this.#means;
    const packets = new PacketCount();
    try {
      for await (const chunk of body ?? []) {
        const bytes = chunk as Uint8Array;
        this.bytes += bytes.length;
        if (this.bytes > maxBytes) throw tooLarge(url, maxBytes);
        if (!packets.take(bytes)) throw badAnswer(url, 'it answers in more pieces than any git server');
        this.#alive();
        progress?.(this.bytes);
        yield bytes;
      }
    } catch (error) {
      throw this.#fault(error);
    }
  }

  #alive(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      this.#end('it stopped answering');
    }, this.#means.idleMs ?? 30_000);
  }

  #end(why: string): void {
    this.#ending.abort(unreachable(this.#means.url, why));
  }

  #fault(error: unknown): Error {
    this.fault ??= this.#named(error);
    return this.fault;
  }

  #named(error: unknown): Error {
    if (this.#ending.signal.aborted) return this.#ending.signal.reason as Error;
    if (!(error instanceof TypeError)) return error as Error;
    const cause = error.cause as NodeJS.ErrnoException | undefined;
    return unreachable(this.#means.url, cause?.code ?? cause?.message ?? error.message, error);
  }
}

function redirectOf(response: Response): string | undefined {
  return [301, 302, 303, 307, 308].includes(response.status) ? (response.headers.get('location') ?? '') : undefined;
}

async function collected(parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const part of parts) chunks.push(part);
  return Buffer.concat(chunks);
}
