import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { GeneFaultKind, GeneResult, Sandbox, SandboxLimits } from '../../src/sandbox/sandbox.ts';
import { fingerprint, TestPort, trial } from './fixture.ts';

interface Attempt {
  readonly name: string;
  /** Module source; a body alone is put into `execute(input, kernel)`. */
  readonly source?: string;
  readonly body?: string;
  /** Any of these: where two limits are close it is the machine's speed that decides. */
  readonly fault?: GeneFaultKind | readonly GeneFaultKind[];
  readonly output?: Json;
  readonly limits?: Partial<SandboxLimits>;
}

const quick = { cpuMs: 60 } as const;
const short = { outputBytes: 16_384 } as const;

const attempts: readonly Attempt[] = [
  // Time
  { name: 'an endless loop', body: `for (;;);`, fault: 'cpu-limit', limits: quick },
  {
    name: 'an endless loop at module level',
    source: `for (;;);\nexport default () => 1`,
    fault: 'cpu-limit',
    limits: quick,
  },
  {
    name: 'an endless loop in a getter of the output',
    body: `return { get a() { for (;;); } }`,
    fault: 'cpu-limit',
    limits: quick,
  },
  {
    name: 'an endless loop in the message of an error',
    body: `throw { get message() { for (;;); } }`,
    fault: 'cpu-limit',
    limits: quick,
  },
  {
    name: 'swallowing the interrupt with catch',
    body: `for (;;) try { for (;;); } catch {}`,
    fault: 'cpu-limit',
    limits: quick,
  },
  {
    name: 'swallowing the interrupt with finally',
    body: `for (;;) try { for (;;); } finally { continue; }`,
    fault: 'cpu-limit',
    limits: quick,
  },
  {
    name: 'swallowing the interrupt with a label',
    body: `again: for (;;) { try { for (;;); } finally { continue again; } }`,
    fault: 'cpu-limit',
    limits: quick,
  },
  {
    name: 'swallowing the interrupt in a generator',
    body: `function* g() { for (;;) try { yield 1; for (;;); } finally { for (;;); } } for (const x of g()) break; for (const x of g());`,
    fault: 'cpu-limit',
    limits: quick,
  },
  {
    name: 'swallowing the interrupt with promises',
    body: `const loop = async () => { for (;;) try { await null; } catch {} finally { await loop(); } }; await loop();`,
    fault: ['cpu-limit', 'memory-limit'],
    limits: { cpuMs: 150 },
  },
  {
    name: 'endless microtasks',
    body: `const again = () => Promise.resolve().then(again); await again();`,
    fault: ['cpu-limit', 'memory-limit'],
    limits: { cpuMs: 150 },
  },
  {
    name: 'endless microtasks after the return',
    body: `const again = () => queueMicrotask(again); again(); return 1;`,
    fault: 'cpu-limit',
    limits: quick,
  },
  { name: 'endless await', body: `for (;;) await null;`, fault: 'cpu-limit', limits: quick },
  {
    name: 'a promise that resolves itself through a thenable',
    body: `const t = { then(done) { done(t) } }; await t;`,
    fault: 'cpu-limit',
    limits: quick,
  },
  {
    name: 'catastrophic regular expression',
    body: `return /^(a+)+$/.test('a'.repeat(60) + 'b')`,
    fault: 'cpu-limit',
    limits: quick,
  },
  {
    name: 'catastrophic replace',
    body: `return 'a'.repeat(3e4).replace(/a*a*a*a*b/g, '')`,
    fault: 'cpu-limit',
    limits: quick,
  },
  {
    name: 'indexOf over an endless array-like',
    body: `return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)`,
    fault: 'cpu-limit',
    limits: quick,
  },
  {
    name: 'includes over an endless array-like',
    body: `return Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1)`,
    fault: 'cpu-limit',
    limits: quick,
  },
  {
    name: 'reverse of an endless array-like',
    body: `return Array.prototype.reverse.call({ length: 2 ** 53 - 1 })`,
    fault: 'cpu-limit',
    limits: quick,
  },
  {
    name: 'a native iterator without end',
    body: `const it = { next: Object.prototype.valueOf, [Symbol.iterator]: Object.prototype.valueOf }; return new Set(it)`,
    fault: 'cpu-limit',
    limits: quick,
  },
  {
    name: 'quadratic string search',
    body: `return 'a'.repeat(1e6).indexOf('a'.repeat(5e5) + 'b')`,
    fault: 'cpu-limit',
    limits: quick,
  },
  { name: 'quadratic BigInt', body: `let n = 2n ** 500000n; for (;;) n.toString()`, fault: 'cpu-limit', limits: quick },
  {
    name: 'filling a typed array for ever',
    body: `const bytes = new Uint8Array(4e6); for (;;) bytes.fill(1)`,
    fault: 'cpu-limit',
    limits: quick,
  },
  {
    name: 'proxies that branch',
    body: `let p = {}; for (let i = 0; i < 64; i++) p = new Proxy(p, p); return p.x`,
    fault: ['cpu-limit', 'stack-limit'],
    limits: quick,
  },
  {
    name: 'joining a sparse array',
    body: `return new Array(4e9).join('')`,
    fault: ['cpu-limit', 'memory-limit'],
    limits: quick,
  },
  {
    name: 'sorting with a comparison that never agrees',
    body: `const a = Array.from({ length: 1e5 }, (_, i) => i); for (;;) a.sort(() => Math.random() - 0.5)`,
    fault: 'cpu-limit',
    limits: quick,
  },
  {
    name: 'a kernel operation that never answers',
    body: `await kernel.hang()`,
    fault: 'wall-limit',
    limits: { wallMs: 60 },
  },
  {
    name: 'computing past the wall limit',
    body: `for (;;) await kernel.echo()`,
    fault: 'wall-limit',
    limits: { wallMs: 60, operations: 10_000_000 },
  },
  { name: 'never settling', body: `await new Promise(() => {})`, fault: 'never-settled' },
  {
    name: 'waiting for itself',
    source: `let me;\nexport default function execute() { me ??= (async () => { await null; return me; })(); return me; }`,
    fault: ['exception', 'never-settled'],
  },

  // Memory
  {
    name: 'arrays without end',
    body: `const a = []; for (;;) a.push(new Array(1000).fill(1))`,
    fault: 'memory-limit',
  },
  {
    name: 'arrays at module level',
    source: `const a = [];\nfor (;;) a.push([a]);\nexport default () => 1`,
    fault: 'memory-limit',
  },
  {
    name: 'a string that doubles',
    body: `let s = 'x'; for (;;) { s += s; s.charCodeAt(1); }`,
    fault: ['memory-limit', 'exception'],
  },
  {
    name: 'a rope flattened',
    body: `let s = 'ab'; for (let i = 0; i < 28; i++) s += s; return s.indexOf('c')`,
    fault: 'memory-limit',
  },
  { name: 'repeat', body: `return 'x'.repeat(2 ** 29)`, fault: 'memory-limit' },
  { name: 'a typed array', body: `return new Uint8Array(2 ** 30).length`, fault: 'memory-limit' },
  {
    name: 'many typed arrays',
    body: `const a = []; for (;;) a.push(new Float64Array(1e4))`,
    fault: 'memory-limit',
  },
  {
    name: 'a buffer that grows',
    body: `const b = new ArrayBuffer(8, { maxByteLength: 2 ** 30 }); b.resize(2 ** 29); return b.byteLength`,
    fault: ['memory-limit', 'exception'],
  },
  {
    name: 'a buffer transferred to a larger one',
    body: `return new ArrayBuffer(8).transfer(2 ** 29).byteLength`,
    fault: ['memory-limit', 'exception'],
  },
  {
    name: 'maps, symbols and closures',
    body: `const m = new Map(); for (let i = 0; ; i++) m.set(Symbol(i), () => m)`,
    fault: 'memory-limit',
  },
  {
    name: 'property names',
    body: `const o = {}; for (let i = 0; ; i++) o['k' + i] = o`,
    fault: 'memory-limit',
  },
  {
    name: 'an error for every error',
    body: `const all = []; for (;;) all.push(new Error('x'.repeat(100)))`,
    fault: 'memory-limit',
  },
  {
    name: 'promises without end',
    body: `const all = []; for (;;) all.push(new Promise(() => {}))`,
    fault: 'memory-limit',
  },
  {
    name: 'swallowing the lack of memory',
    body: `
      let caught = 0; const keep = [];
      for (let i = 0; i < 20; i++) try { for (;;) keep.push(new Uint8Array(1e5)) } catch { caught++ }
      keep.length = 0; return caught`,
    output: 20,
  },
  {
    name: 'lack of memory while the output is written',
    body: `
      const keep = []; try { for (;;) keep.push(new Uint8Array(1e4)) } catch {} try { for (;;) keep.push({}) } catch {}
      return 'x'.padEnd(1e5)`,
    fault: ['memory-limit'],
  },
  {
    name: 'lack of memory while the error is read',
    body: `
      globalThis.keep = []; try { for (;;) keep.push(new Uint8Array(1e4)) } catch {} try { for (;;) keep.push({}) } catch {}
      throw new Error('the last word')`,
    fault: ['memory-limit', 'exception'],
  },

  // Stack
  { name: 'recursion', body: `const f = () => f() + 1; return f()`, fault: 'stack-limit' },
  {
    name: 'recursion that is caught',
    body: `let depth = 0; const f = () => { depth++; f(); }; try { f() } catch (e) { return [e.name, depth > 100] }`,
    output: ['RangeError', true],
  },
  {
    name: 'recursion through toString',
    body: `const o = { toString: () => '' + o }; return '' + o`,
    fault: 'stack-limit',
  },
  {
    name: 'recursion through a getter',
    body: `const o = { get a() { return this.a } }; return o.a`,
    fault: 'stack-limit',
  },
  {
    name: 'recursion through a Proxy',
    body: `const p = new Proxy({}, { get: () => p.x }); return p.x`,
    fault: 'stack-limit',
  },
  {
    name: 'recursion through toJSON',
    body: `const o = { toJSON: () => JSON.stringify(o) }; return JSON.stringify(o)`,
    fault: 'stack-limit',
  },
  { name: 'recursion through sort', body: `const f = () => [2, 1].sort(f); return f()`, fault: 'stack-limit' },
  { name: 'recursion through replace', body: `const f = () => 'a'.replace(/a/, f); return f()`, fault: 'stack-limit' },
  { name: 'recursion through a generator', body: `function* g() { yield* g() } return [...g()]`, fault: 'stack-limit' },
  {
    name: 'recursion through constructors',
    body: `class A { constructor() { new A() } } return new A()`,
    fault: 'stack-limit',
  },
  {
    name: 'recursion through async functions',
    body: `const f = async () => f(); return await f()`,
    fault: 'stack-limit',
  },
  {
    name: 'stringifying a deep array',
    body: `let a = []; for (let i = 0; i < 3e4; i++) a = [a]; return JSON.stringify(a)`,
    fault: 'stack-limit',
  },
  { name: 'parsing deep JSON', body: `return JSON.parse('['.repeat(1e5))`, fault: 'stack-limit' },
  {
    name: 'flattening a deep array',
    body: `let a = []; for (let i = 0; i < 3e4; i++) a = [a]; return a.flat(Infinity)`,
    fault: 'stack-limit',
  },
  {
    name: 'a deep regular expression',
    body: `return new RegExp('(?:'.repeat(2e5) + ')'.repeat(2e5)).test('')`,
    fault: ['stack-limit', 'exception'],
  },
  {
    name: 'a chain of bound functions',
    body: `let f = () => 1; for (let i = 0; i < 1e4; i++) f = f.bind(null); return f()`,
    fault: ['stack-limit', 'memory-limit'],
  },
  {
    name: 'a chain of proxies',
    body: `let p = {}; for (let i = 0; i < 3e4; i++) p = new Proxy(p, {}); return p.x`,
    fault: 'stack-limit',
  },
  {
    name: 'deeply nested source',
    source: `export default () => ${'['.repeat(20_000)}${']'.repeat(20_000)}`,
    fault: 'syntax',
  },
  { name: 'a long source', source: `export default () => 1;${' '.repeat(600_000)}`, fault: 'syntax' },
  { name: 'a chain of operators', source: `export default () => ${'1+'.repeat(2_000)}1`, output: 2_001 },

  // What crosses
  { name: 'a large output', body: `return 'x'.repeat(300_000)`, fault: 'output-limit' },
  { name: 'an output of many bytes a character', body: `return '€'.repeat(100_000)`, fault: 'output-limit' },
  { name: 'a large list', body: `return new Array(200_000).fill(1)`, fault: 'output-limit', limits: { cpuMs: 10_000 } },
  {
    name: 'a JSON bomb',
    body: `let a = [1]; for (let i = 0; i < 40; i++) a = [a, a]; return a`,
    fault: 'output-limit',
    limits: short,
  },
  {
    name: 'an output at the limit',
    body: `return 'x'.repeat(98)`,
    output: 'x'.repeat(98),
    limits: { outputBytes: 100 },
  },
  {
    name: 'an output one byte over',
    body: `return 'x'.repeat(99)`,
    fault: 'output-limit',
    limits: { outputBytes: 100 },
  },
  { name: 'a deep output', body: `let a = 1; for (let i = 0; i < 65; i++) a = [a]; return a`, fault: 'depth-limit' },
  {
    name: 'a very deep output',
    body: `let a = 1; for (let i = 0; i < 3e4; i++) a = { a }; return a`,
    fault: ['depth-limit', 'stack-limit'],
    limits: short,
  },
  {
    name: 'an output as deep as allowed',
    body: `let a = 1; for (let i = 0; i < 3; i++) a = [a]; return a`,
    output: [[[1]]],
    limits: { jsonDepth: 3 },
  },
  { name: 'a large argument', body: `await kernel.echo('x'.repeat(300_000))`, fault: 'output-limit' },
  {
    name: 'large arguments together',
    body: `await kernel.echo('x'.repeat(200_000), 'x'.repeat(200_000))`,
    fault: 'output-limit',
  },
  {
    name: 'large operations together',
    body: `for (let i = 0; i < 50; i++) kernel.echo('x'.repeat(200_000))`,
    fault: 'output-limit',
  },
  {
    name: 'a deep argument',
    body: `let a = 1; for (let i = 0; i < 65; i++) a = [a]; await kernel.echo(a)`,
    fault: 'depth-limit',
  },
  {
    name: 'an argument as deep as allowed',
    body: `let a = 1; for (let i = 0; i < 3; i++) a = [a]; return (await kernel.echo(a))[0][0][0]`,
    output: [1],
    limits: { jsonDepth: 4 },
  },
  {
    name: '10,001 operations at once',
    body: `await Promise.all(Array.from({ length: 10_001 }, () => kernel.echo()))`,
    fault: 'operation-limit',
  },
  {
    name: '10,001 operations one by one',
    body: `for (let i = 0; i < 10_001; i++) await kernel.echo()`,
    fault: 'operation-limit',
  },
  {
    name: 'an operation more than allowed, caught',
    body: `for (let i = 0; i < 5; i++) try { await kernel.echo() } catch {} return 'done'`,
    fault: 'operation-limit',
    limits: { operations: 3 },
  },
  {
    name: 'as many operations as allowed',
    body: `for (let i = 0; i < 3; i++) await kernel.echo(); return 'done'`,
    output: 'done',
    limits: { operations: 3 },
  },
];

describe('a gene that takes what it can', () => {
  let sandbox: Sandbox;
  let pristine: GeneResult;

  beforeAll(async () => {
    sandbox = await createSandbox();
    pristine = await trial(sandbox, fingerprint);
  });
  afterAll(() => {
    sandbox.dispose();
  });

  it.each(attempts)('$name', async ({ source, body, fault, output, limits = {} }) => {
    const module = source ?? `export default async function execute(input, kernel) {\n${body ?? ''}\n}`;
    const port = new TestPort();
    const result = await trial(sandbox, module, { port, limits });

    if (fault === undefined) expect(result).toMatchObject({ ok: true, output });
    else expect(faultOf(result)).toBeOneOf([fault].flat());
    expect(port.calls.length).toBeLessThanOrEqual(limits.operations ?? 10_000);

    expect(await trial(sandbox, fingerprint)).toEqual(pristine);
  });
});

function faultOf(result: GeneResult): string {
  return result.ok ? 'none' : result.fault.kind;
}
