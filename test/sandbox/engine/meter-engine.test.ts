import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/model/digest.ts';
import { knownMeteredEngine } from '../../../src/sandbox/engine/load-engine.ts';
import { meterEngine } from '../../../src/sandbox/engine/meter-engine.ts';
import { leb128, WasmWriter } from '../../../src/sandbox/engine/wasm-writer.ts';

const page = 65_536;

/** `(func (export "run") (param i32) (result i32) …)` with one page of memory and the import the meter asks. */
function moduleWith(instructions: readonly number[], importName = 'host_interrupt'): Uint8Array {
  const text = (value: string): number[] => [value.length, ...Buffer.from(value)];
  const body = [0, ...instructions, 0x0b];
  const sections: [number, number[]][] = [
    [0, [...text('note'), 1, 2, 3]],
    [1, [2, 0x60, 0, 1, 0x7f, 0x60, 1, 0x7f, 1, 0x7f]],
    [2, [1, ...text('env'), ...text(importName), 0, 0]],
    [3, [1, 1]],
    [5, [1, 0, 1]],
    [6, [1, 0x7f, 1, 0x41, 7, 0x0b]],
    [7, [2, ...text('run'), 0, 1, ...text('memory'), 2, 0]],
    [10, [1, ...leb128(body.length), ...body]],
  ];
  const out = new WasmWriter(8);
  out.bytes(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  for (const [id, content] of sections) {
    out.byte(id);
    out.u32(content.length);
    out.bytes(Uint8Array.from(content));
  }
  return out.result();
}

interface Metered {
  readonly run: (value: number) => number;
  readonly memory: WebAssembly.Memory;
  readonly sg_fuel: WebAssembly.Global;
  readonly sg_pages: WebAssembly.Global;
}

async function instantiate(instructions: readonly number[], interrupt: () => number): Promise<Metered> {
  const module = await WebAssembly.compile(meterEngine(moduleWith(instructions)));
  return new WebAssembly.Instance(module, { env: { host_interrupt: interrupt } }).exports as Metered;
}

describe('meterEngine', () => {
  it('lets a loop run as long as there is fuel, and asks the host when there is none', async () => {
    // loop: value -= 1; if (value) repeat; end; value
    const countDown = [0x03, 0x40, 0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b, 0x20, 0];
    let asked = 0;
    const metered = await instantiate(countDown, () => (asked += 1) && (metered.sg_fuel.value = 100));
    metered.sg_fuel.value = 100;
    expect(metered.run(50)).toBe(0);
    expect(asked).toBe(0);
    expect(metered.sg_fuel.value).toBe(100 - 50 - 1);
    expect(metered.run(5_000)).toBe(0);
    expect(asked).toBeGreaterThanOrEqual(49);
  });

  it('ends a loop that never ends', async () => {
    const forEver = [0x03, 0x40, 0x0c, 0, 0x0b, 0x41, 1];
    const metered = await instantiate(forEver, () => {
      throw new Error('enough');
    });
    metered.sg_fuel.value = 1_000;
    expect(() => metered.run(0)).toThrow('enough');
  });

  it('charges for functions and for bytes that are moved at once', async () => {
    const fill = [0x41, 0, 0x41, 0, 0x20, 0, 0xfc, 11, 0, 0x41, 0, 0x41, 0, 0x20, 0, 0xfc, 10, 0, 0, 0x20, 0];
    const metered = await instantiate(fill, () => 0);
    metered.sg_fuel.value = 10_000;
    expect(metered.run(51_200)).toBe(51_200);
    expect(metered.sg_fuel.value).toBe(10_000 - 1 - 2 * 200);
  });

  it('hands out the memory there is by a number the host can put back, and never grows it', async () => {
    const grow = [0x20, 0, 0x40, 0, 0x1a, 0x3f, 0];
    const metered = await instantiate(grow, () => 0);
    metered.sg_fuel.value = 1_000;
    metered.sg_pages.value = 1;
    expect(metered.run(1)).toBe(1);
    metered.memory.grow(9);
    expect(metered.run(4)).toBe(5);
    expect(metered.run(6)).toBe(5);
    expect(metered.run(5)).toBe(10);
    expect(metered.memory.buffer.byteLength).toBe(10 * page);
    metered.sg_pages.value = 1;
    expect(metered.run(0)).toBe(1);
  });

  it('refuses what it does not know', () => {
    expect(() => meterEngine(moduleWith([0xfd, 0x0c]))).toThrow('opcode 0xfd');
    expect(() => meterEngine(moduleWith([0x26, 0]))).toThrow('opcode 0x26');
    expect(() => meterEngine(moduleWith([0xfc, 15, 0]))).toThrow('opcode 0xfc 15');
    expect(() => meterEngine(moduleWith([0x43, 0, 0]))).toThrow('crosses the end');
    expect(() => meterEngine(moduleWith([0x41, 1], 'another'))).toThrow('no import env.host_interrupt');
    expect(() => meterEngine(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 200))).toThrow('ends in the middle');
  });
});

describe('the engine this version was tested with', () => {
  let source: Buffer;
  beforeAll(async () => {
    source = await readFile(createRequire(import.meta.url).resolve('quickjs-wasi/quickjs.wasm'));
  });

  it('is metered into the binary whose digest the cache is held to', () => {
    expect(sha256(meterEngine(source))).toBe(knownMeteredEngine);
  });

  it('imports nothing that the sandbox has not thought about', async () => {
    const module = await WebAssembly.compile(source);
    const imports = (
      WebAssembly.Module as unknown as { imports(of: unknown): { module: string; name: string }[] }
    ).imports(module);
    expect(imports.map(({ module: from, name }) => `${from}.${name}`).sort()).toEqual([
      'env.host_call',
      'env.host_get_timezone_offset',
      'env.host_interrupt',
      'env.host_module_load',
      'env.host_module_normalize',
      'env.host_promise_rejection',
      'wasi_snapshot_preview1.clock_time_get',
      'wasi_snapshot_preview1.fd_close',
      'wasi_snapshot_preview1.fd_fdstat_get',
      'wasi_snapshot_preview1.fd_seek',
      'wasi_snapshot_preview1.fd_write',
      'wasi_snapshot_preview1.random_get',
    ]);
  });
});
