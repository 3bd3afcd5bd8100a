import type { ServerResponse } from 'node:http';
import { json, type Respond } from './llm-server.ts';

/** A chat completion. */
export function completes(
  content: string | null,
  more: { readonly finish?: string; readonly refusal?: string } = {},
): Respond {
  return (response, heard) => {
    const { model, messages, stream } = heard.body as Record<string, unknown>;
    if (
      heard.path !== '/v1/chat/completions' ||
      typeof model !== 'string' ||
      !Array.isArray(messages) ||
      stream === true
    ) {
      json(400, { error: { message: 'not a chat request' } })(response, heard);
      return;
    }
    const message = { role: 'assistant', content, refusal: more.refusal ?? null };
    const body = {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: `${model}-0101`,
      choices: [{ index: 0, message, finish_reason: more.finish ?? 'stop' }],
      usage: { prompt_tokens: 900, completion_tokens: 100, total_tokens: 1000 },
    };
    json(200, body)(response, heard);
  };
}

function chunks(content: string): readonly object[] {
  const base = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'deep-0101' };
  const choice = (delta: object, finish: string | null = null): object => {
    return { ...base, choices: [{ index: 0, delta, finish_reason: finish }] };
  };
  return [
    choice({ role: 'assistant', content: '' }),
    ...(content.match(/[^]{1,40}/g) ?? []).map((piece) => choice({ content: piece })),
    choice({}, 'stop'),
    { ...base, choices: [], usage: { prompt_tokens: 900, completion_tokens: 100, total_tokens: 1000 } },
  ];
}

function event(data: unknown): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}

function streams(events: readonly string[], end: (response: ServerResponse) => void): Respond {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const each of [': gateway\n\n', ...events]) response.write(each);
    end(response);
  };
}

const ends = (response: ServerResponse): void => void response.end();

/** A completion as server-sent events. */
export function streamsChat(content: string): Respond {
  return streams([...chunks(content).map(event), event('[DONE]')], ends);
}

/** Ends well before the answer does. */
export const endsEarly: Respond = streams(chunks('```ts\nexport default').slice(0, 2).map(event), ends);

/** Loses the connection in the middle. */
export const cutOffChat: Respond = streams(chunks('```ts\nexport default').slice(0, 2).map(event), (response) => {
  setTimeout(() => response.destroy(), 20);
});

/** Begins, and says nothing more. */
export const stallsChat: Respond = streams(chunks('```ts\nexport default').slice(0, 2).map(event), () => undefined);

/** An event stream whose events are no chunks. */
export const garbledChat: Respond = streams([event('{not json')], ends);

/** Fails in the middle, as gateways tell it. */
export const failingChat: Respond = streams(
  [...chunks('```ts\nexport').slice(0, 2).map(event), event({ error: { message: 'upstream is gone' } })],
  ends,
);

export function busy(status: number, retryAfter: string): Respond {
  return json(status, { error: { message: 'Slow down', type: 'requests' } }, { 'retry-after': retryAfter });
}
