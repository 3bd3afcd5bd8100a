import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BareRepository } from './bare-repository.ts';
import { serveGit } from './git-backend.ts';
import { openApiJudge, type Exchange } from './openapi-judge.ts';
import { mayAsk, mayUseGit, type Permissions } from './permissions.ts';
import { GitHubRefusal } from './refusal.ts';
import type { Answer } from './route.ts';
import { matchRoute } from './routes.ts';
import { emptyForge, type ForgeState } from './state.ts';

/** An answer given instead of the right one. */
export interface Mishap {
  readonly status?: number;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
  /** Whether the request is carried out all the same: the answer alone is lost. */
  readonly carriedOut?: boolean;
  /** Which requests it befalls; all when left out. */
  readonly when?: (method: string, path: string) => boolean;
}

/** A stand-in for GitHub: its REST API and its git over HTTP, on one port, with real branches behind it. */
export interface Forge {
  readonly url: string;
  /** As GITHUB_API_URL. */
  readonly apiUrl: string;
  /** As a git remote, without credentials. */
  readonly remote: string;
  readonly token: string;
  readonly state: ForgeState;
  /** Every API request in order, as `METHOD path`. */
  readonly requests: readonly string[];
  /** What contradicted GitHub's own description; a test expects none. */
  readonly contradictions: readonly string[];
  /** The next fitting request fares like this. */
  befall(mishap: Mishap): void;
  /**
   * Another token, as a workflow's job gets one: what its permissions do not name is refused.
   * @param user whose it is, for hooks of the repository, which have it in REMOTE_USER
   */
  grant(token: string, permissions: Permissions, user?: string): void;
  close(): Promise<void>;
}

export interface ForgeOptions {
  readonly owner?: string;
  readonly repo?: string;
  readonly token?: string;
}

export async function startForge(options: ForgeOptions = {}): Promise<Forge> {
  const { owner = 'octo', repo = 'genome', token = 'forge-token-1' } = options;
  const root = mkdtempSync(path.join(tmpdir(), 'sg-forge-'));
  const dir = path.join(root, owner, `${repo}.git`);
  mkdirSync(path.dirname(dir), { recursive: true });
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', dir]);
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const running = new RunningForge(root, emptyForge({ url, owner, repo }, new BareRepository(dir)), token);
  server.on('request', (request, response) => {
    void running.serve(request, response);
  });
  return {
    url,
    apiUrl: `${url}/api/v3`,
    remote: `${url}/${owner}/${repo}.git`,
    token,
    state: running.state,
    requests: running.requests,
    contradictions: running.contradictions,
    befall: (mishap) => running.mishaps.push(mishap),
    grant: (given, permissions, user) => {
      running.granted.set(given, permissions);
      if (user !== undefined) running.users.set(given, user);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      rmSync(root, { recursive: true, force: true });
    },
  };
}

class RunningForge {
  readonly root: string;
  readonly state: ForgeState;
  readonly token: string;
  readonly requests: string[] = [];
  readonly contradictions: string[] = [];
  readonly mishaps: Mishap[] = [];
  readonly granted = new Map<string, Permissions>();
  readonly users = new Map<string, string>();
  readonly #judge = openApiJudge();

  constructor(root: string, state: ForgeState, token: string) {
    this.root = root;
    this.state = state;
    this.token = token;
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.state.place.url);
    if (!url.pathname.startsWith('/api/v3/')) {
      this.#serveGit(request, response, url);
      return;
    }
    this.requests.push(`${request.method ?? 'GET'} ${url.pathname.slice('/api/v3'.length)}`);
    const mishap = this.#mishap(request.method ?? 'GET', url.pathname);
    if (mishap?.delayMs !== undefined) await delay(mishap.delayMs);
    const answer = mishap !== undefined && mishap.carriedOut !== true ? undefined : await this.#answer(request, url);
    if (response.destroyed) return;
    const status = mishap?.status ?? answer?.status ?? 500;
    const body = mishap?.status === undefined ? answer?.body : mishap.body;
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...mishap?.headers });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }

  #mishap(method: string, pathname: string): Mishap | undefined {
    const index = this.mishaps.findIndex(({ when }) => when === undefined || when(method, pathname));
    return index < 0 ? undefined : this.mishaps.splice(index, 1)[0];
  }

  #serveGit(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const [user, token] = gitUser(request);
    const permissions = this.granted.get(token);
    if (permissions !== undefined && !mayUseGit(permissions, url)) {
      request.resume();
      response.writeHead(403).end('Resource not accessible by integration\n');
      return;
    }
    const known = permissions !== undefined || token === this.token;
    serveGit(
      { root: this.root, user: known ? this.users.get(token) || user || 'token' : undefined },
      request,
      response,
    );
  }

  async #answer(request: IncomingMessage, url: URL): Promise<Answer> {
    const { owner, repo } = this.state.place;
    const base = `/api/v3/repos/${owner}/${repo}`;
    const body = await bodyOf(request);
    const match = matchRoute(request.method ?? 'GET', url.pathname.slice(base.length));
    const token = /^(?:token|Bearer) (.*)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (token !== this.token && !this.granted.has(token))
      return { status: 401, body: new GitHubRefusal(401, 'Bad credentials').body };
    if (match === undefined || !url.pathname.startsWith(base)) {
      return { status: 404, body: new GitHubRefusal(404, 'Not Found').body };
    }
    const { route, path: filled } = match;
    const permissions = this.granted.get(token);
    if (permissions !== undefined && !mayAsk(permissions, route.method, route.template)) {
      return { status: 403, body: new GitHubRefusal(403, 'Resource not accessible by integration').body };
    }
    const asked = { path: filled, query: url.searchParams, body: (body ?? {}) as Record<string, unknown> };
    const answer = await perform(() => route.answer(this.state, asked));
    this.#weigh({
      method: route.method,
      template: `/repos/{owner}/{repo}${route.template}`,
      query: Object.fromEntries(url.searchParams),
      request: body,
      status: answer.status,
      response: answer.body,
    });
    return answer;
  }

  #weigh(exchange: Exchange): void {
    const head = `${exchange.method} ${exchange.template} ${String(exchange.status)}`;
    this.contradictions.push(...this.#judge(exchange).map((fault) => `${head}: ${fault}`));
  }
}

/** User and password of HTTP's basic scheme. */
function gitUser({ headers }: IncomingMessage): readonly [string, string] {
  const [scheme = '', value = ''] = (headers.authorization ?? '').split(' ');
  if (scheme.toLowerCase() !== 'basic') return ['', ''];
  const [user = '', password = ''] = Buffer.from(value, 'base64').toString().split(':');
  return [user, password];
}

async function perform(action: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof GitHubRefusal) return { status: error.status, body: error.body };
    throw error;
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : JSON.parse(text);
}
