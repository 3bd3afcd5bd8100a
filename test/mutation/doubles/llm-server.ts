import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as the server got it. */
export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

export type Respond = (response: ServerResponse, heard: Heard) => void;

export interface LlmServer {
  readonly address: string;
  readonly heard: readonly Heard[];
}

/** An HTTP server that gives these answers in turn, the last one again and again. Gone when the test ends. */
export async function llmServer(answers: readonly Respond[]): Promise<LlmServer> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    void read(request).then((text) => {
      const { method = '', url = '', headers } = request;
      const one = { method, path: url, headers, body: JSON.parse(text) as unknown };
      heard.push(one);
      answers[Math.min(heard.length, answers.length) - 1]?.(response, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk as string;
  return text;
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Respond {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
}

/** Text that says it is JSON and is not. */
export const malformed: Respond = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('<html>gateway</html>');
};

/** Takes the question and says nothing. */
export const silent: Respond = () => undefined;

/** Ends the connection without an answer. */
export const hangUp: Respond = (response) => {
  response.destroy();
};

/** Sends the client, and its key, somewhere else. */
export function elsewhere(address: string): Respond {
  return (response) => {
    response.writeHead(307, { location: address }).end();
  };
}

/** Repeats what it was sent, as careless services do. */
export const parrot: Respond = (response, { headers, body }) => {
  const message = `bad key: ${JSON.stringify(headers)} in ${JSON.stringify(body)}`;
  response
    .writeHead(401, { 'content-type': 'application/json' })
    .end(JSON.stringify({ type: 'error', error: { type: 'authentication_error', message } }));
};
