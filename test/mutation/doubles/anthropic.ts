import type { ServerResponse } from 'node:http';
import { json, type Respond } from './llm-server.ts';

export interface Said {
  readonly text: string;
  readonly stopReason?: string;
  readonly usage?: readonly [input: number, output: number];
}

/** A message of the Messages API as a stream of server-sent events, the text in small pieces. */
export function says({ text, stopReason = 'end_turn', usage = [1000, 200] }: Said): Respond {
  return (response, { path, headers, body }) => {
    const { stream, max_tokens: most, messages } = body as Record<string, unknown>;
    const fault =
      path !== '/v1/messages' ||
      headers['anthropic-version'] === undefined ||
      typeof most !== 'number' ||
      !Array.isArray(messages);
    if (fault)
      json(400, { type: 'error', error: { type: 'invalid_request_error', message: 'not a message request' } })(
        response,
        { method: '', path, headers, body },
      );
    else if (stream === true) streamed(response, events(text, stopReason, usage));
    else json(200, message(text, stopReason, usage))(response, { method: '', path, headers, body });
  };
}

export function structured(source: string, note = 'Because.'): Respond {
  return says({ text: JSON.stringify({ source, note }) });
}

/** Begins to answer and ends the connection. */
export const cutOff: Respond = (response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events('{"source": "export', 'end_turn', [1000, 200]).slice(0, 4)) response.write(event);
  setTimeout(() => response.destroy(), 20);
};

/** Begins to answer, and then has too much to do. */
export const failsInTheMiddle: Respond = (response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events('{"source": "export', 'end_turn', [1000, 200]).slice(0, 4)) response.write(event);
  const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
  response.end(`event: error\ndata: ${JSON.stringify(error)}\n\n`);
};

/** Begins to answer and never ends. */
export const stalls: Respond = (response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events('{"source": "export', 'end_turn', [1000, 200]).slice(0, 4)) response.write(event);
};

/** An event stream that is none. */
export const garbled: Respond = (response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).end('event: message_start\ndata: {not json\n\n');
};

export function overloaded(retryAfter: string): Respond {
  return json(
    529,
    { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    { 'retry-after': retryAfter },
  );
}

export function tooMany(retryAfter: string): Respond {
  return json(
    429,
    { type: 'error', error: { type: 'rate_limit_error', message: 'Slow down' } },
    { 'retry-after': retryAfter },
  );
}

function message(text: string, stopReason: string | null, [input, output]: readonly [number, number]): object {
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-5-5',
    content: text === '' ? [] : [{ type: 'text', text, citations: null }],
    stop_reason: stopReason,
    stop_sequence: null,
    usage: { input_tokens: input, output_tokens: output, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
  };
}

function events(text: string, stopReason: string, [input, output]: readonly [number, number]): readonly string[] {
  const pieces = text.match(/[^]{1,40}/g) ?? [];
  const all: readonly { readonly type: string }[] = [
    { type: 'message_start', message: message('', null, [input, 1]) },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'ping' },
    ...pieces.map((piece) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: piece } })),
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: stopReason, stop_sequence: null },
      usage: { output_tokens: output },
    },
    { type: 'message_stop' },
  ] as readonly { readonly type: string }[];
  return all.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}

function streamed(response: ServerResponse, all: readonly string[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of all) response.write(event);
  response.end();
}
