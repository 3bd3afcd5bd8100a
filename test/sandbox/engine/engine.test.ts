import { beforeAll, describe, expect, it } from 'vitest';
import { engineImports, type EngineHooks } from '../../../src/sandbox/engine/engine-imports.ts';
import { EngineStop } from '../../../src/sandbox/engine/engine-stop.ts';
import { Engine } from '../../../src/sandbox/engine/engine.ts';
import { loadEngine } from '../../../src/sandbox/engine/load-engine.ts';
import type { RunnerImage } from '../../../src/sandbox/engine/runner.ts';
import { TimeBudget } from '../../../src/sandbox/engine/time-budget.ts';
import { FileCache } from '../../../src/sandbox/file-cache.ts';
import { Machine } from '../../../src/sandbox/machine.ts';

const mib = 1024 * 1024;

describe('Engine', () => {
  let module: WebAssembly.Module;
  let engine: Engine;
  let runner: RunnerImage;

  beforeAll(async () => {
    const noCache = new FileCache(undefined);
    ({ module } = await loadEngine(noCache));
    ({ runner } = await Machine.start(noCache));
    engine = new Engine(module, 16 * mib);
  });

  /** Everything in memory, and the globals the engine can write. */
  function stateOf(of: Engine): unknown {
    const { memory, __stack_pointer: stackPointer, sg_pages: pages } = of.exports;
    return [Buffer.from(memory.buffer).toString('latin1'), stackPointer.value, pages.value];
  }

  it('is the same after a restore, whatever was done to it', () => {
    engine.restore(runner.image);
    const before = stateOf(engine);
    const heap = engine.exports.wasm_malloc(5 * mib);
    new Uint8Array(engine.exports.memory.buffer).fill(0xaa, heap, heap + 5 * mib);
    new Uint8Array(engine.exports.memory.buffer).fill(0xbb, 0, 200_000);
    engine.exports.__stack_pointer.value = 1_000;
    engine.exports.sg_fuel.value = -5;
    expect(engine.takenBytes).toBeGreaterThan(5 * mib);
    engine.restore(runner.image);
    expect(stateOf(engine)).toEqual(before);
  });

  it('is the same in another instance', () => {
    engine.restore(runner.image);
    const other = new Engine(module, 16 * mib);
    other.restore(runner.image);
    expect(stateOf(other)).toEqual(stateOf(engine));
  });

  it('boots into the same state every time', async () => {
    const other = await Machine.start(new FileCache(undefined));
    expect(Buffer.from(other.runner.image.bytes).equals(runner.image.bytes)).toBe(true);
    expect(other.runner.handles).toEqual(runner.handles);
  });

  it('gives no more memory than its capacity', () => {
    engine.restore(runner.image);
    expect(engine.exports.wasm_malloc(64 * mib)).toBe(0);
    engine.ensureCapacity(80 * mib);
    expect(engine.exports.wasm_malloc(64 * mib)).not.toBe(0);
  });

  it('does not follow an address or a length out of its memory', () => {
    engine.restore(runner.image);
    const size = engine.exports.memory.buffer.byteLength;
    for (const [pointer, length] of [
      [size - 1, 2],
      [-1, 1],
      [8, size],
      [0, -1],
    ] as const) {
      expect(() => engine.copyOut(pointer, length)).toThrow(EngineStop);
    }
    expect(() => engine.readWord(size - 3)).toThrow('memory it does not have');
  });

  it('tells traps apart, and marks an engine that trapped', () => {
    const trap = (stackPointer: number): EngineStop | undefined => {
      const broken = new Engine(module, mib);
      broken.restore(runner.image);
      broken.exports.__stack_pointer.value = stackPointer;
      try {
        // An address that is no value of the engine's.
        broken.spend(new TimeBudget(1_000, 1_000), () => broken.exports.qjs_get_string_len(0x7fff_fff0, 0));
      } catch (error) {
        expect(broken.broken).toBe(true);
        return error as EngineStop;
      }
      return undefined;
    };
    expect(trap(200_000)).toMatchObject({ kind: 'engine-fault', broken: true });
    expect(trap(64)).toMatchObject({ kind: 'stack-limit', broken: true });
  });
});

describe('engineImports', () => {
  const memory = new DataView(new ArrayBuffer(64));
  const hooks: EngineHooks = { memory: () => memory, readClock: () => 1.5, interrupt: () => undefined };
  const imports = engineImports(hooks) as Record<string, Record<string, (...values: unknown[]) => number>>;
  const wasi = imports['wasi_snapshot_preview1'] ?? {};

  it('shows the clock it is given, in nanoseconds', () => {
    expect(wasi['clock_time_get']?.(0, 0n, 8)).toBe(0);
    expect(memory.getBigInt64(8, true)).toBe(1_500_000_000n);
  });

  it('has no randomness', () => {
    memory.setUint32(0, 0xffff_ffff);
    expect(wasi['random_get']?.(0, 4)).toBe(0);
    expect(memory.getUint32(0)).toBe(0);
  });

  it('writes nowhere outside the memory', () => {
    expect(wasi['clock_time_get']?.(0, 0n, 60)).toBe(21);
    expect(wasi['clock_time_get']?.(0, 0n, -8)).toBe(21);
    expect(wasi['random_get']?.(60, 5)).toBe(21);
    expect(wasi['random_get']?.(0, -1)).toBe(21);
  });

  it('has no files', () => {
    for (const name of ['fd_close', 'fd_fdstat_get', 'fd_seek', 'fd_write']) expect(wasi[name]?.(1, 0, 0, 0)).toBe(8);
  });

  it('ends the run when the engine reaches for a host function', () => {
    for (const name of ['host_call', 'host_module_load', 'host_module_normalize', 'host_promise_rejection']) {
      expect(imports['env']?.[name]).toThrow(EngineStop);
    }
  });
});
