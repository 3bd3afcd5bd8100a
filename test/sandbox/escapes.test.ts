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
  readonly fault?: GeneFaultKind;
  readonly message?: RegExp;
  readonly output?: Json;
  readonly limits?: Partial<SandboxLimits>;
}

const evalError = { fault: 'exception', message: /^EvalError: .* is not available/ } as const;

/** Reads the outside world by every name it has in some engine. */
const ambient = [
  ...[
    'process',
    'require',
    'module',
    'global',
    'console',
    'setTimeout',
    'setInterval',
    'setImmediate',
    'fetch',
    'Buffer',
  ],
  ...[
    'performance',
    'navigator',
    'std',
    'os',
    'print',
    'Atomics',
    'SharedArrayBuffer',
    'WeakRef',
    'FinalizationRegistry',
  ],
  ...['WebAssembly', 'Worker', 'Deno', 'Bun', 'structuredClone', 'DOMException', 'gc', 'scriptArgs', 'bjson', 'atob'],
];

const attempts: readonly Attempt[] = [
  // Code that was not reviewed
  {
    name: 'constructor of a constructor of this',
    body: `return execute.constructor.constructor('return process')()`,
    ...evalError,
  },
  { name: 'constructor of an array', body: `return [].constructor.constructor('return this')()`, ...evalError },
  { name: 'constructor of the input', body: `return input.constructor.constructor('return this')()`, ...evalError },
  { name: 'Function', body: `return Function('return 1')()`, ...evalError },
  { name: 'new Function', body: `return new Function('return 1')()`, ...evalError },
  { name: 'Reflect.construct of Function', body: `return Reflect.construct(Function, ['return 1'])()`, ...evalError },
  {
    name: 'a class that extends Function',
    body: `class F extends Function {} return new F('return 1')()`,
    ...evalError,
  },
  { name: 'constructor of an async function', body: `return (async () => {}).constructor('return 1')()`, ...evalError },
  { name: 'constructor of a generator', body: `return (function* () {}).constructor('yield 1')()`, ...evalError },
  {
    name: 'constructor of an async generator',
    body: `return (async function* () {}).constructor('yield 1')()`,
    ...evalError,
  },
  { name: 'constructor of a bound function', body: `return (() => 1).bind().constructor('return 1')()`, ...evalError },
  { name: 'constructor of a class', body: `return (class {}).constructor('return 1')()`, ...evalError },
  {
    name: 'prototype of the async function constructor',
    body: `return Object.getPrototypeOf((async () => {}).constructor).constructor('return 1')()`,
    ...evalError,
  },
  { name: 'direct eval', body: `return eval('1')`, ...evalError },
  { name: 'indirect eval', body: `return (0, eval)('1')`, ...evalError },
  { name: 'eval of the global object', body: `return globalThis['ev' + 'al']('1')`, ...evalError },
  {
    name: 'constructor of a host error',
    body: `try { await kernel.fail('EEXIST') } catch (e) { return e.constructor.constructor('return process')() }`,
    ...evalError,
  },
  { name: 'constructor of a kernel method', body: `return kernel.echo.constructor('return 1')()`, ...evalError },
  {
    name: 'constructor of what kernel methods give',
    body: `return (await kernel.echo(1)).constructor.constructor('return 1')()`,
    ...evalError,
  },
  {
    name: 'constructor of an iterator',
    body: `return [].values().constructor.constructor('return 1')()`,
    ...evalError,
  },
  {
    name: 'dynamic import',
    body: `return await import('node:fs')`,
    fault: 'exception',
    message: /could not load module/,
  },
  {
    name: 'static import',
    source: `import fs from 'node:fs';\nexport default () => fs.readFileSync('/etc/passwd', 'utf8')`,
    fault: 'syntax',
    message: /nothing but types/,
  },
  {
    name: 're-export',
    source: `export * from '../other.ts';\nexport default () => 1`,
    fault: 'syntax',
    message: /nothing but types/,
  },
  {
    name: 'import with attributes',
    source: `import x from './x.json' with { type: 'json' };\nexport default () => x`,
    fault: 'syntax',
  },
  {
    name: 'import.meta',
    body: `return Object.entries(import.meta).map(([key, value]) => [key, typeof value])`,
    output: [],
  },
  { name: 'with', body: `with (kernel) { return echo(1) }`, fault: 'syntax' },
  { name: 'a label to nowhere', body: `outer: { continue outer; }`, fault: 'syntax' },
  { name: 'an HTML comment', source: `<!-- \nexport default () => 1`, fault: 'syntax' },

  // Names of the outside
  { name: 'ambient names', body: `return ${JSON.stringify(ambient)}.filter((name) => name in globalThis)`, output: [] },
  {
    name: 'this',
    body: `return [typeof this, (function () { return typeof this })()]`,
    output: ['undefined', 'undefined'],
  },
  {
    name: 'Error.captureStackTrace and call sites',
    body: `
      try { Error.prepareStackTrace = (_, sites) => sites } catch (e) { return e.name }
      return typeof new Error().stack`,
    output: 'TypeError',
  },
  {
    name: 'Error.prepareStackTrace by definition',
    body: `Object.defineProperty(Error, 'prepareStackTrace', { value: () => 'mine' })`,
    fault: 'exception',
    message: /^TypeError/,
  },
  {
    name: 'caller and arguments',
    body: `return [kernel.echo, execute].map((f) => { try { return [f.caller, f.arguments].length } catch (e) { return e.name } })`,
    output: ['TypeError', 'TypeError'],
  },
  {
    name: 'source of the sandbox',
    body: `return /waiting|control/.test(Function.prototype.toString.call(kernel.echo))`,
    output: false,
  },

  // The kernel object
  {
    name: 'names the kernel object does not have',
    body: `return ['__proto__', 'constructor', 'toString', 'then', 'deleteBridge'].map((name) => typeof kernel[name])`,
    output: Array.from({ length: 5 }, () => 'undefined'),
  },
  {
    name: 'calling an operation that does not exist',
    body: `return kernel.deleteEverything()`,
    fault: 'exception',
    message: /^TypeError: not a function/,
  },
  { name: 'overriding a kernel method', body: `kernel.echo = () => 'mine'`, fault: 'exception', message: /^TypeError/ },
  { name: 'adding a kernel method', body: `kernel.more = 1`, fault: 'exception', message: /^TypeError/ },
  {
    name: 'deleting, redefining and re-parenting',
    body: `return [
      Reflect.deleteProperty(kernel, 'echo'), Reflect.defineProperty(kernel, 'echo', { value: 1 }),
      Reflect.setPrototypeOf(kernel, {}), Reflect.set(kernel.echo, 'x', 1), Object.isFrozen(kernel), Object.isFrozen(kernel.echo),
    ]`,
    output: [false, false, false, false, true, true],
  },
  {
    name: 'a method torn from the object',
    body: `const { echo } = kernel; return echo.call(null, 'still')`,
    output: ['still'],
  },
  { name: 'a method as constructor', body: `return new kernel.echo(1)`, fault: 'exception', message: /^TypeError/ },

  // Patched built-ins harm nobody but the gene
  {
    name: 'Promise.prototype.then patched',
    body: `Promise.prototype.then = () => { throw 1 }; return await kernel.echo('ok')`,
    output: ['ok'],
  },
  {
    name: 'Promise.prototype.constructor patched',
    body: `Object.defineProperty(Promise.prototype, 'constructor', { get() { throw new Error('mine') } }); return 1`,
    fault: 'never-settled',
  },
  {
    name: 'JSON patched',
    body: `JSON.stringify = JSON.parse = () => 'mine'; return await kernel.echo({ a: [1] })`,
    output: [{ a: [1] }],
  },
  {
    name: 'Object patched',
    body: `for (const name of Object.getOwnPropertyNames(Object)) try { Object[name] = () => { throw 1 } } catch {} return await kernel.echo({ a: 1 })`,
    output: [{ a: 1 }],
  },
  {
    name: 'array and function prototypes emptied',
    body: `
      const { ownKeys, deleteProperty } = Reflect;
      const all = [Array, Function, String, RegExp, Map, Error];
      for (let i = 0; i < 6; i++) { const names = ownKeys(all[i].prototype); for (let j = 0; j < names.length; j++) deleteProperty(all[i].prototype, names[j]) }
      return await kernel.echo('x', ['y'])`,
    output: ['x', ['y']],
  },
  {
    name: 'setters on Object.prototype',
    body: `
      for (const name of ['0', '1', 'id', 'operation', 'resolve', 'value', 'get', 'set', 'kind', 'toJSON', 'promise', 'message', 'writable', 'configurable'])
        Object.defineProperty(Object.prototype, name, { __proto__: null, set() { throw new Error(name) }, get() { return undefined }, configurable: true });
      try { await kernel.fail('EBUSY', 'x') } catch (e) { return [e.name, e.code, e.operation, e.message, await kernel.echo([1])] }`,
    output: ['KernelError', 'EBUSY', 'fail', 'RTNETLINK answers: File exists', [[1]]],
  },
  {
    name: 'setters on Array.prototype',
    body: `
      for (let i = 0; i < 4; i++) Object.defineProperty(Array.prototype, i, { set() { throw new Error('mine') }, get() { return 'mine' } });
      return kernel.echo(1, [2, 3])`,
    output: [1, [2, 3]],
  },
  {
    name: 'a thenable Object.prototype',
    body: `Object.prototype.then = function (done) { delete Object.prototype.then; done('mine') }; return (await kernel.echo(1)) === 'mine'`,
    output: true,
  },
  {
    name: 'Symbol.species, Symbol.iterator and Symbol.toPrimitive',
    body: `
      Array.prototype[Symbol.iterator] = () => { throw 1 };
      Object.defineProperty(Promise, Symbol.species, { get() { throw 1 } });
      Object.prototype[Symbol.toPrimitive] = () => { throw 1 };
      return await kernel.echo([1, 2])`,
    output: [[1, 2]],
  },
  { name: 'Math, Date and Reflect replaced', body: `Math = Date = Reflect = null; return kernel.echo(1)`, output: [1] },
  {
    name: 'Error replaced',
    body: `Error.prototype.stack; globalThis.Error = function () { throw 1 }; try { await kernel.fail('ENODEV') } catch (e) { return [e.name, typeof e.stack] }`,
    output: ['KernelError', 'string'],
  },

  // Output that looks back
  { name: 'a getter in the output', body: `let n = 0; return { get a() { return n++ < 9 } }`, output: { a: true } },
  {
    name: 'a getter that throws',
    body: `return { get a() { throw new Error('mine') } }`,
    fault: 'exception',
    message: /mine/,
  },
  {
    name: 'a getter that calls the kernel',
    body: `return { get a() { return kernel.echo(1) } }`,
    fault: 'exception',
    message: /after the gene had returned/,
  },
  { name: 'toJSON', body: `return { toJSON(key) { return { key, mine: true } } }`, output: { key: '', mine: true } },
  {
    name: 'toJSON that gives what JSON lacks',
    body: `return { a: { toJSON() { return () => 1 } } }`,
    fault: 'invalid-output',
    message: /output\.a is a function/,
  },
  {
    name: 'toJSON on every object',
    body: `Object.prototype.toJSON = () => 'mine'; return [await kernel.echo(1), {}]`,
    output: 'mine',
  },
  {
    name: 'a Proxy as output',
    body: `return new Proxy({ a: 1 }, { ownKeys: () => ['a', 'b'], getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }), get: (_, key) => (key === 'toJSON' ? undefined : String(key)) })`,
    output: { a: 'a', b: 'b' },
  },
  {
    name: 'a Proxy array of endless length',
    body: `return new Proxy([], { get: (_, key) => (key === 'length' ? Infinity : key === 'toJSON' ? undefined : 1) })`,
    fault: 'output-limit',
    limits: { outputBytes: 4096 },
  },
  { name: 'a thenable as output', body: `return { then(done) { done({ then(done) { done(5) } }) } }`, output: 5 },
  { name: 'a thenable that never settles', body: `return { then() {} }`, fault: 'never-settled' },
  {
    name: 'a thenable that settles twice',
    body: `return { then(done, fail) { done(1); done(2); fail(3); throw 4 } }`,
    output: 1,
  },
  { name: 'raw JSON text', body: `return typeof JSON.rawJSON`, output: 'undefined' },
  {
    name: 'a member named __proto__',
    body: `return JSON.parse('{"__proto__": {"polluted": 1}}')`,
    output: JSON.parse('{"__proto__": {"polluted": 1}}') as Json,
  },

  // Pollution
  {
    name: 'prototype pollution',
    body: `Object.prototype.polluted = Array.prototype.polluted = 'yes'; return {}.polluted`,
    output: 'yes',
  },
  {
    name: 'prototype pollution through results',
    body: `Object.getPrototypeOf(await kernel.echo({})).polluted = 'yes'; return [].polluted`,
    output: 'yes',
  },
  {
    name: 'prototype pollution through the input',
    body: `Object.getPrototypeOf(input).polluted = 'yes'; return {}.polluted`,
    output: 'yes',
  },
  {
    name: 'frozen built-ins',
    body: `for (const name of Reflect.ownKeys(globalThis)) Object.freeze(globalThis[name]); Object.freeze(Object.prototype); Object.freeze(globalThis); return 1`,
    output: 1,
  },

  // After the end
  {
    name: 'an operation after the return',
    body: `Promise.resolve().then(() => {}).then(() => {}).then(() => kernel.echo('late')); return 1`,
    output: 1,
  },
  {
    name: 'a default export that is no function',
    source: `export default { then(done) { done() } }`,
    fault: 'no-execute',
  },
  { name: 'no default export', source: `export const execute = () => 1`, fault: 'no-execute' },
  {
    name: 'a module that is thenable',
    source: `export function then(done) { done({ default: () => 'mine' }) }`,
    output: 'mine',
  },
  { name: 'a top level that throws', source: `throw new TypeError('at once')`, fault: 'exception', message: /at once/ },
  {
    name: 'a top level that never settles',
    source: `await new Promise(() => {});\nexport default () => 1`,
    fault: 'never-settled',
  },
];

describe('a gene that tries to get out', () => {
  let sandbox: Sandbox;
  let pristine: GeneResult;
  const hostPrototype = Reflect.ownKeys(Object.prototype);

  beforeAll(async () => {
    sandbox = await createSandbox();
    pristine = await trial(sandbox, fingerprint);
    expect(pristine).toMatchObject({ ok: true, operations: 1 });
  });
  afterAll(() => {
    sandbox.dispose();
  });

  it.each(attempts)('$name', async ({ source, body, fault, message, output, limits }) => {
    const module = source ?? `export default async function execute(input, kernel) {\n${body ?? ''}\n}`;
    const port = new TestPort();
    const result = await trial(sandbox, module, { input: { a: [1] }, port, ...(limits && { limits }) });

    if (fault === undefined) expect(result).toMatchObject({ ok: true });
    else expect(result).toMatchObject({ ok: false, fault: { kind: fault } });
    if (result.ok) expect(result.output).toEqual(output);
    else expect(result.fault.message).toMatch(message ?? /./);

    expect(port.calls.every(({ operation }) => port.operations.includes(operation))).toBe(true);
    expect(port.calls).not.toContainEqual({ operation: 'echo', args: ['late'] });
    expect(Reflect.ownKeys(Object.prototype)).toEqual(hostPrototype);
    expect(await trial(sandbox, fingerprint)).toEqual(pristine);
  });
});
