import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EnvironmentError } from '../errors/environment-error.ts';
import { SgError } from '../errors/sg-error.ts';
import { parseRoute } from './markup/routes.ts';
import { contentPolicy } from './pages/layout.ts';
import { assets } from './site.ts';
import { RecentSite } from './recent-site.ts';

export interface DashboardRequest {
  readonly start: string;
  readonly phenotype: string;
  /** 0 takes any that is free. */
  readonly port: number;
}

export interface RunningDashboard {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  /** Ends it, and whatever still waits for an answer. */
  close(): Promise<void>;
}

const loopback = '127.0.0.1';
const answerMs = 30_000;

/**
 * Serves the dashboard to this machine alone.
 * @throws as `openGenomeState`, at once; EnvironmentError `port-not-available`
 */
export async function serveDashboard({ start, phenotype, port }: DashboardRequest): Promise<RunningDashboard> {
  const recent = new RecentSite(start, phenotype);
  await recent.site();
  const server = createServer({
    maxHeaderSize: 8192,
    requestTimeout: 10_000,
    headersTimeout: 5_000,
    keepAliveTimeout: 5_000,
  });
  server.maxConnections = 64;
  server.setTimeout(answerMs + 5_000);
  server.on('request', (request, response) => {
    void answer(server, recent, request, response);
  });
  try {
    await listening(server, port);
  } catch (error) {
    recent.close();
    throw error;
  }
  return {
    url: `http://${loopback}:${portOf(server)}/`,
    close: () => closed(server, recent),
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(portNotAvailable(port, cause));
    });
    server.listen({ host: loopback, port, exclusive: true }, resolve);
  });
}

function portNotAvailable(port: number, cause: Error): SgError {
  return new EnvironmentError({
    code: 'port-not-available',
    message: `Expected port ${port} of ${loopback} to be free, but it cannot be listened on (${(cause as NodeJS.ErrnoException).code ?? cause.message}).`,
    hint: '`sg dashboard --port 0` takes any that is free.',
    cause,
  });
}

function closed(server: Server, recent: RecentSite): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      recent.close();
      resolve();
    });
    server.closeAllConnections();
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** What every answer carries, refusals too. */
const headers = {
  'content-security-policy': `${contentPolicy}; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': 'no-store',
} as const;

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly allow?: string;
}

async function answer(
  server: Server,
  recent: RecentSite,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, type, text, allow } = await inTime(decide(portOf(server), recent, request));
  const body = Buffer.from(text);
  response.writeHead(status, {
    ...headers,
    'content-type': `${type}; charset=utf-8`,
    'content-length': body.length,
    ...(allow === undefined ? {} : { allow }),
    // A body that came along is not read.
    ...(request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined
      ? {}
      : { connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function decide(
  port: number,
  recent: RecentSite,
  { method, headers: asked, url }: IncomingMessage,
): Promise<Answer> {
  if (!isOurs(asked.host, port)) return plain(421, `This is a dashboard for ${loopback}:${port} alone.`);
  if (method !== 'GET' && method !== 'HEAD')
    return { ...plain(405, 'It is only looked at: GET and HEAD.'), allow: 'GET, HEAD' };
  const [path = ''] = (url ?? '').slice(1).split(/[?#]/, 1);
  if (path === 'style.css') return { status: 200, type: 'text/css', text: assets[path] };
  if (path === 'tables.js') return { status: 200, type: 'text/javascript', text: assets[path] };
  const route = (url ?? '').startsWith('/') && path.length < 512 ? parseRoute(path) : undefined;
  if (route === undefined) return plain(404, 'There is no such page.');
  try {
    const page = await (await recent.site()).page(route);
    return page === undefined ? plain(404, 'There is no such page.') : { status: 200, type: 'text/html', text: page };
  } catch (error) {
    if (error instanceof SgError)
      return plain(500, `${error.code}: the genome cannot be read. \`sg status\` tells more.`);
    return plain(500, 'internal: the page could not be made.');
  }
}

/** Another name for this address was chosen by somebody else: a page of theirs must not read this one (DNS rebinding). */
function isOurs(host: string | undefined, port: number): boolean {
  return host === `${loopback}:${port}` || host === `localhost:${port}`;
}

function plain(status: number, text: string): Answer {
  return { status, type: 'text/plain', text: `${text}\n` };
}

function inTime(answering: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => {
      resolve(plain(503, 'It takes too long; try again.'));
    }, answerMs);
  });
  return Promise.race([answering, late]).finally(() => {
    clearTimeout(timer);
  });
}
