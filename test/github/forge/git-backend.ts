import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface GitBackend {
  /** Folder that holds `OWNER/REPOSITORY.git`. */
  readonly root: string;
  /** Who may read and write, as `user:password`; undefined refuses. */
  readonly user: string | undefined;
}

/** Git's own smart-HTTP server (git-http-backend) as CGI (RFC 3875). */
export function serveGit({ root, user }: GitBackend, request: IncomingMessage, response: ServerResponse): void {
  if (user === undefined) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="forge"' }).end('Authentication required\n');
    return;
  }
  const url = new URL(request.url ?? '/', 'http://forge');
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'http.receivepack',
      GIT_CONFIG_VALUE_0: 'true',
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: header(request, 'git-protocol'),
      REMOTE_USER: user,
      REQUEST_METHOD: request.method,
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: header(request, 'content-type'),
      HTTP_CONTENT_ENCODING: header(request, 'content-encoding'),
      ...(request.headers['content-length'] === undefined ? {} : { CONTENT_LENGTH: request.headers['content-length'] }),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: 60_000,
  });
  request.pipe(backend.stdin);
  backend.stdin.on('error', () => undefined);
  answer(backend.stdout, response);
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

/** CGI's own headers end at the first empty line; the body streams behind them. */
function answer(output: NodeJS.ReadableStream, response: ServerResponse): void {
  let head = Buffer.alloc(0);
  let begun = false;
  output.on('data', (chunk: Buffer) => {
    if (begun) {
      response.write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    begun = true;
    writeHead(head.subarray(0, end).toString('latin1'), response);
    response.write(head.subarray(end + 4));
  });
  output.on('end', () => {
    if (!begun) response.writeHead(502);
    response.end();
  });
}

function writeHead(text: string, response: ServerResponse): void {
  let status = 200;
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.writeHead(status);
}
