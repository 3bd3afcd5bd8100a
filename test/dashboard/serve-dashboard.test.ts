import { request, type IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { serveDashboard, type RunningDashboard } from '../../src/dashboard/serve-dashboard.ts';
import { DashboardFixture } from './dashboard-fixture.ts';

const fixture = new DashboardFixture();

async function serving(): Promise<RunningDashboard> {
  await fixture.begin();
  const running = await serveDashboard({ start: fixture.root, phenotype: 'default', port: 0 });
  onTestFinished(() => running.close());
  return running;
}

interface Asked {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Answered {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends exactly what it is told: `fetch` would mend paths and refuse headers. */
function ask({ url }: RunningDashboard, { path = '/', method = 'GET', headers = {}, body }: Asked): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const sent = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, text });
      });
    });
    sent.on('error', reject).end(body);
  });
}

test('answers on the loopback alone, and every answer says that nothing may be loaded or framed', async () => {
  const running = await serving();
  expect(running.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  const answers = [
    await ask(running, {}),
    await ask(running, { path: '/style.css' }),
    await ask(running, { path: '/nothing.html' }),
    await ask(running, { headers: { host: 'evil.example' } }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 421]);
  for (const { headers } of answers) {
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  }
});

test('a name that somebody else chose for this address is refused, whatever is asked', async () => {
  const running = await serving();
  const { port } = new URL(running.url);
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1',
    `127.0.0.1:1`,
    `127.0.0.1.evil.example:${port}`,
  ]) {
    const { status, text } = await ask(running, { headers: { host } });
    expect([host, status]).toEqual([host, 421]);
    expect(text).not.toContain('bridge_create');
  }
  expect((await ask(running, { headers: { host: `localhost:${port}` } })).status).toBe(200);
});

test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('%s is refused', async (method) => {
  const running = await serving();
  const { status, headers } = await ask(running, { method, ...(method.startsWith('P') ? { body: 'x' } : {}) });
  expect(status).toBe(405);
  expect(headers.allow).toBe('GET, HEAD');
});

test('HEAD says how long the page is and sends none of it', async () => {
  const running = await serving();
  const [head, got] = [await ask(running, { method: 'HEAD' }), await ask(running, {})];
  expect(head.text).toBe('');
  expect(head.headers['content-length']).toBe(String(Buffer.byteLength(got.text)));
});

test.each([
  '/../../etc/passwd',
  '/..%2f..%2fetc/passwd',
  '/.git/config',
  '/.sg-dashboard',
  '/loci/../index.html',
  '//index.html',
  '/loci/%62ridge_create.html',
  `/${'a'.repeat(4000)}`,
  'http://evil.example/index.html',
  '/__proto__',
])('%s is no page', async (path) => {
  const running = await serving();
  const { status, text } = await ask(running, { path });
  expect(status).toBe(404);
  expect(text).toBe('There is no such page.\n');
});

test('pages follow what is committed', async () => {
  const running = await serving();
  expect((await ask(running, { path: '/index.html?x=1' })).status).toBe(200);
  expect((await ask(running, { path: '/loci/bridge_create.html' })).text).toContain('Lineage');
  expect((await ask(running, { path: '/loci/nowhere.html' })).status).toBe(404);
});

test('a port that is taken, and a phenotype that is not there, are told at once', async () => {
  await fixture.begin();
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => {
    other.close();
  });
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as { port: number };
  const request = { start: fixture.root, phenotype: 'default', port };
  await expect(serveDashboard(request)).rejects.toMatchObject({ code: 'port-not-available', exitStatus: 4 });
  await expect(serveDashboard({ ...request, phenotype: 'none' })).rejects.toMatchObject({ code: 'unknown-phenotype' });
});

test('closing ends connections that are kept open', async () => {
  const running = await serving();
  await ask(running, { headers: { connection: 'keep-alive' } });
  await running.close();
  await expect(ask(running, {})).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
