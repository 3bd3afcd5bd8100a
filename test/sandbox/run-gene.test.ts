import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KernelError, kernelErrorCodes } from '../../src/errors/kernel-error.ts';
import type { Json } from '../../src/model/json.ts';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { GeneResult, HostPort, Sandbox } from '../../src/sandbox/sandbox.ts';
import { geneFile, startOfTime, TestPort, trial, type Trial } from './fixture.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
});
afterAll(() => {
  sandbox.dispose();
});

function run(body: string, options: Trial = {}): Promise<GeneResult> {
  return trial(sandbox, `export default async function execute(input, kernel) {\n${body}\n}`, options);
}

async function output(body: string, options: Trial = {}): Promise<Json> {
  const result = await run(body, options);
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.output;
}

async function faultOf(body: string, options: Trial = {}): Promise<unknown> {
  const result = await run(body, options);
  return result.ok ? undefined : result.fault;
}

describe('input and output', () => {
  it('carries any JSON there and back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 6 }), async (value) => {
        const there = JSON.parse(JSON.stringify(value)) as Json;
        expect(await output('return input', { input: there })).toEqual(there);
      }),
      { numRuns: 150 },
    );
  });

  it('carries any JSON through an operation', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 6 }), async (value) => {
        const there = JSON.parse(JSON.stringify(value)) as Json;
        expect(await output('return (await kernel.echo(input))[0]', { input: there })).toEqual(there);
      }),
      { numRuns: 100 },
    );
  });

  it('carries any string, lone surrogates and zeros as well', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.integer({ min: 0xd800, max: 0xdfff }), async (text, unit) => {
        const there = `${text}\0${String.fromCharCode(unit)}${text}`;
        expect(await output('return (await kernel.echo({ [input]: input }))[0]', { input: there })).toEqual({
          [there]: there,
        });
      }),
      { numRuns: 100 },
    );
  });

  it('writes what JSON.stringify writes for what JSON can hold', async () => {
    expect(
      await output(`return { 1: 'b', b: [,].length, a: new Date(0), n: -0, e: 1e21, t: 1e-7, u: undefined, s: { toJSON: () => [1] },
        [Symbol('x')]: 1, bare: Object.assign(Object.create(null), { y: '\\u2028"\\\\' }) }`),
    ).toEqual({
      1: 'b',
      b: 1,
      a: '1970-01-01T00:00:00.000Z',
      n: 0,
      e: 1e21,
      t: 1e-7,
      s: [1],
      bare: { y: '\u2028"\\' },
    });
  });

  it.each([
    ['undefined', 'output is undefined'],
    ['NaN', 'output is NaN'],
    ['{ a: { b: [0, -Infinity] } }', 'output.a.b[1] is -Infinity'],
    ['[1, undefined]', 'output[1] is undefined'],
    ['[1, , 2]', 'output[1] is undefined'],
    ['10n', 'output is a bigint'],
    ['{ f() {} }', 'output.f is a function'],
    ['[Symbol.iterator]', 'output[0] is a symbol'],
    ['new Map()', 'output is not a plain object or array'],
    ['{ e: new Error("x") }', 'output.e is not a plain object or array'],
    ['new (class A { a = 1 })()', 'output is not a plain object or array'],
    ['new Number(NaN)', 'output is not a plain object or array'],
    ['(() => { const a = {}; a.b = [a]; return a })()', 'contains itself'],
  ])('refuses %s', async (value, message) => {
    const fault = await faultOf(`return ${value}`);
    expect(fault).toMatchObject({ kind: 'invalid-output', message: expect.stringContaining(message) as string });
  });

  it.each([
    ['() => 1', 'argument 1 of echo is a function'],
    ['1, { a: NaN }', 'argument 2 of echo.a is NaN'],
    ['undefined, 1', 'argument 1 of echo is undefined'],
  ])('refuses the arguments (%s), at the line that gives them', async (args, message) => {
    expect(await faultOf(`try { await kernel.echo(${args}) } catch {}\nreturn 1`)).toMatchObject({
      ...{ kind: 'invalid-output', message: expect.stringContaining(message) as string },
      position: { line: 2 },
    });
  });

  it('drops trailing undefined arguments', async () => {
    expect(await output('return kernel.echo(1, undefined, undefined)')).toEqual([1]);
  });

  it('refuses an input deeper than the limit', async () => {
    expect(await faultOf('return 1', { input: [[[]]], limits: { jsonDepth: 2 } })).toMatchObject({
      kind: 'depth-limit',
    });
  });
});

describe('operations', () => {
  it('reach the port in the order they were called, and count', async () => {
    const port = new TestPort();
    const result = await run(
      `await kernel.echo('a'); await Promise.all([kernel.echo('b'), kernel.echo('c').then(() => kernel.echo('d')), kernel.echo('e')])`,
      { port },
    );
    expect(port.calls.map(({ args }) => args[0])).toEqual(['a', 'b', 'c', 'e', 'd']);
    expect(result.operations).toBe(5);
  });

  it('are performed without being waited for, if the gene gave an output', async () => {
    const port = new TestPort();
    expect(await run(`kernel.echo('a'); kernel.fail('EBUSY'); kernel.echo('b'); return 1`, { port })).toEqual({
      ...{ ok: true, output: 1, operations: 3 },
    });
    expect(port.calls.map(({ operation }) => operation)).toEqual(['echo', 'fail', 'echo']);
  });

  it('are not performed when the gene failed before anything waited for them', async () => {
    const port = new TestPort();
    expect(await run(`kernel.echo('a'); throw new Error('no')`, { port })).toMatchObject({ ok: false, operations: 0 });
    expect(port.calls).toEqual([]);
  });

  it.each(kernelErrorCodes)('reject with a KernelError: %s', async (code) => {
    const body = `try { await kernel.fail(input) } catch (error) {
      return [error instanceof Error, Object.prototype.toString.call(error), error.name, error.code, error.operation, error.message, String(error)];
    }`;
    expect(await output(body, { input: code })).toEqual([
      ...[true, '[object Error]', 'KernelError', code, 'fail', 'RTNETLINK answers: File exists'],
      'KernelError: RTNETLINK answers: File exists',
    ]);
  });

  it('that fail and are not caught name code, operation and line', async () => {
    expect(await run(`const x = 1;\n  await kernel.fail('EEXIST')`)).toEqual({
      ok: false,
      fault: {
        kind: 'exception',
        message: 'KernelError EEXIST in fail: RTNETLINK answers: File exists',
        position: { line: 3, column: 16 },
        stack: `    at execute (${geneFile}:3:16)`,
      },
      operations: 1,
    });
  });

  it('that fail for a reason that is not the kernel’s end the run with that reason', async () => {
    const failures = [new Error('journal is full'), Object.assign(new Error('x'), { code: 'ENOENT' }), 'text'];
    for (const failure of failures) {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a port can reject with anything
      const port: HostPort = { operations: ['go'], clock: () => 0, call: () => Promise.reject(failure) };
      await expect(run('try { await kernel.go() } catch { return 1 }', { port })).rejects.toBe(failure);
    }
    expect(await output('return 1')).toBe(1);
  });

  it('may throw at once or give nothing', async () => {
    const port: HostPort = {
      operations: ['nothing', 'throws'],
      clock: () => 0,
      call(operation) {
        if (operation === 'throws') throw new KernelError('EPERM', operation, 'not allowed');
        return Promise.resolve(undefined as unknown as Json);
      },
    };
    const body = `return [await kernel.nothing(), await kernel.throws().catch((e) => e.code)]`;
    expect(await output(body, { port })).toEqual([null, 'EPERM']);
  });

  it('with a late answer or a late rejection change nothing', async () => {
    let reject: (error: Error) => void = () => undefined;
    const late = new Promise<Json>((_, fail) => (reject = fail));
    const port: HostPort = { operations: ['wait'], clock: () => 0, call: () => late };
    expect(await faultOf('await kernel.wait()', { port, limits: { wallMs: 30 } })).toMatchObject({
      kind: 'wall-limit',
    });
    reject(new Error('too late'));
    expect(await output('return 1')).toBe(1);
  });

  it('must have names that can be members', async () => {
    for (const name of ['then', '__proto__', 'a b', '']) {
      const port: HostPort = { operations: [name], clock: () => 0, call: () => Promise.resolve(1) };
      await expect(run('return 1', { port })).rejects.toThrow('cannot be the name of a kernel operation');
    }
  });
});

describe('clock and chance', () => {
  it('Date shows the port’s clock, which stands still between operations', async () => {
    const body = `const times = [Date.now(), +new Date(), Date.parse(Date())];
      for (let i = 0; i < 1e4; i++);
      times.push(Date.now());
      await kernel.sleep(61);
      return [...times, Date.now(), new Date().toISOString(), new Date().getTimezoneOffset(), new (class extends Date {})().getTime()]`;
    const [start, later] = [startOfTime * 1000, (startOfTime + 61) * 1000];
    expect(await output(body)).toEqual([
      start,
      start,
      Math.floor(startOfTime) * 1000,
      start,
      later,
      '2023-11-14T22:14:21.250Z',
      0,
      later,
    ]);
  });

  it('a module that looks at the clock or draws a number while it loads gets the run’s own', async () => {
    const source = `const at = Date.now(); const drawn = Math.random();\nexport default () => [at, drawn, Math.random()]`;
    const port = new TestPort();
    port.now += 1_000;
    const [first, again, other, later] = [
      await trial(sandbox, source, { seed: 'a' }),
      await trial(sandbox, source, { seed: 'a' }),
      await trial(sandbox, source, { seed: 'b' }),
      await trial(sandbox, source, { seed: 'a', port }),
    ].map((result) => (result.ok ? (result.output as number[]) : []));
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(other?.[0]).toBe(first?.[0]);
    expect(later?.[0]).toBe((startOfTime + 1_000) * 1000);
    expect(later?.slice(1)).toEqual(first?.slice(1));
  });

  it('Math.random follows the seed and is spread evenly', async () => {
    const body = `const count = new Array(16).fill(0); for (let i = 0; i < 16_000; i++) count[Math.floor(Math.random() * 16)]++; return count`;
    const [first, again, other] = [
      await output(body, { seed: 'one' }),
      await output(body, { seed: 'one' }),
      await output(body, { seed: 'two' }),
    ] as number[][];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    // Chi-squared with 15 degrees of freedom: below 44.3 with probability 0.9999.
    const chiSquared = (first ?? []).reduce((sum, n) => sum + (n - 1_000) ** 2 / 1_000, 0);
    expect(chiSquared).toBeLessThan(44.3);
  });

  it('the same seed, input and answers give the same operations and output', async () => {
    const body = `const log = [];
      await Promise.all(Array.from({ length: 5 }, async (_, i) => {
        for (let j = 0; j < 3; j++) if (Math.random() < 0.7) log.push(await kernel.echo(i, j, Math.random())); else await null;
      }));
      return log.map(([i, j]) => i * 10 + j).join() + new Date().toISOString()`;
    await fc.assert(
      fc.asyncProperty(fc.string(), async (seed) => {
        const ports = [new TestPort(), new TestPort()] as const;
        const results = [await run(body, { seed, port: ports[0] }), await run(body, { seed, port: ports[1] })];
        expect(results[1]).toEqual(results[0]);
        expect(ports[1].calls).toEqual(ports[0].calls);
      }),
      { numRuns: 30 },
    );
  });
});

describe('faults', () => {
  it('point into the reviewed source through erased types', async () => {
    const source = [
      `import type { Gene } from './contract.js';`,
      `interface Wide { readonly name: string; readonly 名前: string }`,
      `const pick = <T extends Wide>(of: T, key: keyof T): T[keyof T] => {`,
      `  const found: T[keyof T] | undefined = (of as { [K in keyof T]: T[K] })[key]!; return (found as any).deep.er;`,
      `};`,
      `const execute: Gene = async (input: unknown, kernel: unknown) => pick({ name: 'a', 名前: 'b' } satisfies Wide, '名前');`,
      `export default execute;`,
    ].join('\n');
    const result = await trial(sandbox, source);
    expect(result).toMatchObject({
      ok: false,
      fault: { kind: 'exception', message: `TypeError: cannot read property 'er' of undefined`, position: { line: 4 } },
    });
    const column = result.ok ? 0 : (result.fault.position?.column ?? 0);
    expect(source.split('\n')[3]?.slice(column - 1)).toBe('found as any).deep.er;');
    expect(result.ok ? '' : result.fault.stack).toContain(`at execute (${geneFile}:6:`);
  });

  it.each([
    [`throw new RangeError('far')`, 'RangeError: far'],
    [`throw null`, 'threw null'],
    [`throw undefined`, 'threw undefined'],
    [`throw 'text'`, 'threw "text"'],
    [`throw 12n`, 'threw 12'],
    [`throw Symbol('s')`, 'threw Symbol(s)'],
    [`throw { code: 'EBUSY', message: 'mine' }`, 'EBUSY: mine'],
    [`throw []`, 'The gene threw an error without a message.'],
    [`throw () => 1`, 'The gene threw an error without a message.'],
    [`throw new (class Odd extends Error { name = 'Odd' })('x')`, 'Odd: x'],
    [
      `throw { get message() { throw 1 }, get name() { throw 2 }, get stack() { throw 3 } }`,
      'The gene threw an error without a message.',
    ],
    [`throw new Proxy({}, { get() { throw 1 } })`, 'The gene threw an error without a message.'],
    [`throw Object.assign(new Error('x'), { message: { toString: () => 'no' }, stack: 'at nowhere' })`, 'Error'],
    [`const e = new Error('x'); Object.defineProperty(e, 'stack', { value: 5 }); throw e`, 'Error: x'],
    [`await Promise.reject(new AggregateError([1], 'many'))`, 'AggregateError: many'],
  ])('%s', async (body, message) => {
    const fault = await faultOf(body);
    expect(fault).toMatchObject({ kind: 'exception', message: expect.stringContaining(message) as string });
  });

  it('have capped text that steers no terminal', async () => {
    const result = await run(
      `const e = new Error('\\u001b[31m' + '\\u202e' + 'x'.repeat(1e5)); e.stack = 'y'.repeat(1e6); throw e`,
    );
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.fault.message.length).toBeLessThan(5_000);
    expect(result.fault.stack?.length).toBeLessThan(20_000);
    // eslint-disable-next-line no-control-regex -- what must not be there
    expect(result.fault.message).not.toMatch(/[\u0000-\u0008\u001b\u202e]/);
  });

  it('have no position a gene made up outside its source', async () => {
    const body = `const e = new Error('x'); e.stack = 'at a (other.ts:1:2)\\nat b (${geneFile}:99999999999:1)'; throw e`;
    expect(await faultOf(body)).not.toHaveProperty('position');
  });

  it.each([
    [`enum A { b }\nexport default () => 1`, { line: 1, column: 1 }],
    [`export default class {\n  constructor(private a: string) {}\n}`, { line: 2, column: 23 }],
    [`export default () => {\n  const a = ;\n}`, { line: 2, column: 13 }],
  ])('of syntax have a position: %s', async (source, position) => {
    expect(await trial(sandbox, source)).toMatchObject({ ok: false, fault: { kind: 'syntax', position } });
  });
});
