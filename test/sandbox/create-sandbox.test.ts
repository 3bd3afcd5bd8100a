import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../src/model/digest.ts';
import type { Json } from '../../src/model/json.ts';
import { createSandbox, type SandboxOptions } from '../../src/sandbox/create-sandbox.ts';
import { knownMeteredEngine, meteredBinary } from '../../src/sandbox/engine/load-engine.ts';
import { FileCache } from '../../src/sandbox/file-cache.ts';
import type { GeneResult, HostPort, Sandbox } from '../../src/sandbox/sandbox.ts';
import { fingerprint, gene, TestPort, trial } from './fixture.ts';

const open: Sandbox[] = [];

async function sandboxWith(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await createSandbox(options);
  open.push(sandbox);
  return sandbox;
}

afterEach(() => {
  for (const sandbox of open.splice(0)) sandbox.dispose();
});

/** Answers when it is told to. */
class GatePort implements HostPort {
  readonly operations = ['wait'];
  readonly #doors: ((value: Json) => void)[] = [];

  clock(): number {
    return 0;
  }

  call(): Promise<Json> {
    return new Promise((resolve) => this.#doors.push(resolve));
  }

  get waiting(): number {
    return this.#doors.length;
  }

  open(value: Json): void {
    for (const door of this.#doors.splice(0)) door(value);
  }
}

const waits = `let n = 0;\nexport default async (input, kernel) => { n += input; return [n, await kernel.wait(), ++n]; }`;

/** Lets everything run that can. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('runs at the same time', () => {
  it('do not see or block each other', async () => {
    const sandbox = await sandboxWith();
    const ports = [new GatePort(), new GatePort()] as const;
    await trial(sandbox, waits, { input: 0, port: new TestPort() });
    const pending = ports.map((port, index) => trial(sandbox, waits, { input: 10 * (index + 1), port }));
    while (ports.some(({ waiting }) => waiting === 0)) await settled();
    expect(await trial(sandbox, `export default () => 'in between'`)).toMatchObject({ ok: true, output: 'in between' });
    expect(ports.map(({ waiting }) => waiting)).toEqual([1, 1]);
    ports[1].open('b');
    expect(await pending[1]).toMatchObject({ output: [20, 'b', 21] });
    ports[0].open('a');
    expect(await pending[0]).toMatchObject({ output: [10, 'a', 11] });
  });

  it('wait their turn beyond the number of instances, also after one broke', async () => {
    const sandbox = await sandboxWith({ instances: 2 });
    const port = new GatePort();
    const held = [1, 2].map((input) => trial(sandbox, waits, { input, port }));
    while (port.waiting < 2) await settled();
    let done = 0;
    const queued = Array.from({ length: 6 }, (_, index) =>
      trial(sandbox, index % 2 === 0 ? `export default () => JSON.parse('['.repeat(1e5))` : fingerprint).then(
        (result) => {
          done += 1;
          return result;
        },
      ),
    );
    await settled();
    expect(done).toBe(0);
    port.open(null);
    await Promise.all(held);
    const kinds = (await Promise.all(queued)).map((result) => (result.ok ? 'ok' : result.fault.kind));
    expect(kinds).toEqual(['stack-limit', 'ok', 'stack-limit', 'ok', 'stack-limit', 'ok']);
  });

  it('of a gene that has not been loaded yet give the same', async () => {
    const sandbox = await sandboxWith();
    const results = await Promise.all(Array.from({ length: 6 }, () => trial(sandbox, fingerprint)));
    expect(results[0]).toMatchObject({ ok: true });
    for (const result of results) expect(result).toEqual(results[0]);
  });

  it('may be started by a port of another run', async () => {
    const sandbox = await sandboxWith();
    const port: HostPort = {
      operations: ['nest'],
      clock: () => 0,
      async call() {
        const inner = await trial(sandbox, fingerprint);
        return inner.ok;
      },
    };
    const outer = `globalThis.mark = 1;\nexport default async (_, kernel) => [await kernel.nest(), globalThis.mark]`;
    expect(await trial(sandbox, outer, { port })).toMatchObject({ ok: true, output: [true, 1] });
  });
});

describe('state', () => {
  it('of a module is new in every run', async () => {
    const sandbox = await sandboxWith();
    const source = `const seen = new WeakMap(); const list = []; let count = 0;
      export default (input) => { list.push(input); seen.set(globalThis, (seen.get(globalThis) ?? 0) + 1); globalThis.left ??= input;
        Symbol.for('mark')[Symbol.for('x')]; 'abc'.match(/b/); Array.prototype.left ??= input;
        return [++count, list.length, seen.get(globalThis), globalThis.left, [].left]; }`;
    for (const input of ['a', 'b', 'c']) {
      expect(await trial(sandbox, source, { input })).toMatchObject({ output: [1, 1, 1, input, input] });
    }
  });

  it('of memory that one run filled is empty in the next', async () => {
    const sandbox = await sandboxWith({ instances: 1 });
    const fill = `export default () => { const a = []; for (let i = 0; i < 40; i++) a.push(new Uint8Array(1e5).fill(0xee)); return 1 }`;
    const look = `export default () => { let sum = 0; for (let i = 0; i < 40; i++) for (const byte of new Uint8Array(1e5)) sum += byte; return sum }`;
    expect(await trial(sandbox, fill)).toMatchObject({ output: 1 });
    expect(await trial(sandbox, look, { limits: { cpuMs: 5_000 } })).toMatchObject({ output: 0 });
  });

  it('is the same before and after genes were dropped for others', async () => {
    const sandbox = await sandboxWith({ genes: 2 });
    const sources = Array.from({ length: 6 }, (_, index) => `export default () => ${index}`);
    for (let round = 0; round < 2; round++) {
      for (const [index, source] of sources.entries())
        expect(await trial(sandbox, source)).toMatchObject({ output: index });
    }
  });

  it('depends on the operations, not only on the gene', async () => {
    const sandbox = await sandboxWith();
    const source = `export default (_, kernel) => Object.keys(kernel)`;
    for (const operations of [['a'], ['a', 'b'], []]) {
      const port: HostPort = { operations, clock: () => 0, call: () => Promise.resolve(null) };
      expect(await trial(sandbox, source, { port })).toMatchObject({ output: operations });
    }
  });
});

describe('limits', () => {
  it('of one run do not last', async () => {
    const sandbox = await sandboxWith({ instances: 1 });
    const source = `export default () => new Uint8Array(2e6).length`;
    const small = { memoryBytes: 1_000_000 };
    expect(await trial(sandbox, source)).toMatchObject({ output: 2e6 });
    expect(await trial(sandbox, source, { limits: small })).toMatchObject({ fault: { kind: 'memory-limit' } });
    expect(await trial(sandbox, source, { limits: { memoryBytes: 80 * 1024 * 1024 } })).toMatchObject({ output: 2e6 });
    const large = `export default () => new Uint8Array(5e7).length`;
    expect(await trial(sandbox, large, { limits: { memoryBytes: 80 * 1024 * 1024 } })).toMatchObject({ output: 5e7 });
    expect(await trial(sandbox, large)).toMatchObject({ fault: { kind: 'memory-limit' } });
  });

  it('out of range are refused', async () => {
    const sandbox = await sandboxWith();
    for (const limits of [
      { cpuMs: 0 },
      { stackBytes: 1e9 },
      { memoryBytes: NaN },
      { jsonDepth: Infinity },
      { wallMs: -1 },
    ]) {
      await expect(trial(sandbox, fingerprint, { limits })).rejects.toMatchObject({
        code: 'sandbox-limit',
        exitStatus: 2,
      });
    }
  });

  it('that are left out are the defaults', async () => {
    const sandbox = await sandboxWith();
    const result = await sandbox.run(gene(`export default () => 'x'.repeat(262_142)`), null, new TestPort(), {
      seed: '',
    });
    expect(result.ok).toBe(true);
  });
});

describe('a sandbox', () => {
  it('that was disposed runs nothing more', async () => {
    const sandbox = await sandboxWith();
    sandbox.dispose();
    sandbox.dispose();
    await expect(trial(sandbox, fingerprint)).rejects.toThrow('disposed');
  });

  it('lets a run end that was going on when it was disposed', async () => {
    const sandbox = await sandboxWith();
    const port = new GatePort();
    const pending = trial(sandbox, waits, { input: 1, port });
    while (port.waiting === 0) await settled();
    sandbox.dispose();
    port.open(2);
    expect(await pending).toMatchObject({ output: [1, 2, 2] });
  });

  it('does not blame a gene that it was not done loading when it was disposed', async () => {
    const sandbox = await sandboxWith();
    const pending = trial(sandbox, `export default (): number => 1`);
    setImmediate(() => {
      sandbox.dispose();
    });
    const outcome = await pending.then(
      (result) => (result.ok ? 'ok' : result.fault.kind),
      (error: unknown) => String(error),
    );
    expect(outcome).toMatch(/^ok$|disposed/);
  });

  it('refuses a gene without a digest', async () => {
    const sandbox = await sandboxWith();
    const source = { digest: '../../etc/passwd', source: 'export default () => 1', file: 'x.ts' };
    await expect(sandbox.run(source, null, new TestPort(), { seed: '' })).rejects.toThrow('SHA-256');
  });
});

describe('the cache directory', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sg-sandbox-'));
  });
  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  const source = `interface A { a: string }\nexport default (input: A): string => input.a + 'é'`;

  async function runIn(cacheDir: string): Promise<GeneResult> {
    return trial(await sandboxWith({ cacheDir }), source, { input: { a: 'x' } });
  }

  it('keeps the engine, its first state and compiled genes, whole files only', async () => {
    const cacheDir = join(directory, 'made', 'when', 'missing');
    expect(await runIn(cacheDir)).toMatchObject({ output: 'xé' });
    const names = (await readdir(cacheDir)).sort();
    expect(names.map((name) => name.replaceAll(/[0-9a-f]{16,}/g, '#'))).toEqual(['gene-#-#.bin', 'runner-#.img']);
    for (const name of names) {
      const file = await readFile(join(cacheDir, name));
      expect(file.toString('latin1', 0, 64)).toBe(sha256(file.subarray(64)));
    }
  });

  it('gives what was kept', async () => {
    await runIn(directory);
    const gene = (await readdir(directory)).find((name) => name.startsWith('gene-')) ?? '';
    const before = await stat(join(directory, gene));
    expect(await runIn(directory)).toMatchObject({ output: 'xé' });
    expect(await stat(join(directory, gene))).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
  });

  it('keeps a gene for each name it is shown by', async () => {
    const sandbox = await sandboxWith({ cacheDir: directory });
    const failing = gene('export default () => { throw new Error("x") }');
    for (const file of ['one.ts', 'two.ts', 'one.ts']) {
      const result = await sandbox.run({ ...failing, file }, null, new TestPort(), { seed: '' });
      expect(result.ok ? '' : result.fault.stack).toContain(`(${file}:1:`);
    }
  });

  it('is not believed where a file is torn, altered or another', async () => {
    await runIn(directory);
    for (const name of await readdir(directory)) {
      const whole = await readFile(join(directory, name));
      const altered = Buffer.from(whole);
      altered[whole.length - 1] = (altered[whole.length - 1] ?? 0) ^ 1;
      for (const broken of [Buffer.alloc(0), whole.subarray(0, -3), whole.subarray(64), altered]) {
        await writeFile(join(directory, name), broken);
        expect(await runIn(directory)).toMatchObject({ output: 'xé' });
        expect((await readFile(join(directory, name))).equals(whole)).toBe(true);
      }
    }
  });

  it('does not keep faults', async () => {
    const sandbox = await sandboxWith({ cacheDir: directory });
    expect(await trial(sandbox, 'enum A { b }')).toMatchObject({ fault: { kind: 'syntax' } });
    expect(await trial(sandbox, 'import "./x.js"')).toMatchObject({ fault: { kind: 'syntax' } });
    expect((await readdir(directory)).filter((name) => name.startsWith('gene-'))).toEqual([]);
  });

  it('may be unusable', async () => {
    const file = join(directory, 'a-file');
    await writeFile(file, '');
    expect(await runIn(file)).toMatchObject({ output: 'xé' });
  });
});

describe('the engine’s cache file', () => {
  it('is used only with the digest the code knows', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'sg-sandbox-'));
    try {
      const cache = new FileCache(directory);
      const first = await meteredBinary(cache);
      const [name = ''] = await readdir(directory);
      expect(name).toMatch(/^engine-/);
      await cache.write(name, Buffer.from('another engine, whole file'));
      const second = await meteredBinary(cache);
      expect(second.digest).toBe(first.digest);
      expect(sha256(await meteredBinary(cache).then(({ binary }) => binary))).toBe(knownMeteredEngine);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
