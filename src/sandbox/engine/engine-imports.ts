import { EngineStop } from './engine-stop.ts';

/** What the engine's imports may do. */
export interface EngineHooks {
  memory(): DataView;
  /** Seconds since 1970 that `Date` shows. */
  readClock(): number;
  /** Lets the engine go on, or throws. */
  interrupt(): void;
}

/** WASI errno: `badf`, `fault`. */
const badDescriptor = 8;
const badAddress = 21;
const clockBytes = 8;

/**
 * Every function the engine can call. Two do something: the meter's question whether to go on, and the clock, which shows
 * a number the host has set. There are no files, no environment and no randomness, and the hooks for host functions,
 * modules and rejections end the run, because nothing ever turns them on.
 */
export function engineImports(hooks: EngineHooks): WebAssembly.Imports {
  const neverUsed = (): never => {
    throw new EngineStop('engine-fault', 'made the engine call a host function that does not exist', true);
  };
  const refuse = (): number => badDescriptor;
  return {
    env: {
      host_interrupt: () => {
        hooks.interrupt();
        return 0;
      },
      host_get_timezone_offset: () => 0,
      host_call: neverUsed,
      host_module_load: neverUsed,
      host_module_normalize: neverUsed,
      host_promise_rejection: neverUsed,
    },
    wasi_snapshot_preview1: {
      clock_time_get: (_clock: number, _precision: bigint, out: number) => writeClock(hooks, out >>> 0),
      random_get: (out: number, length: number) => writeZeros(hooks.memory(), out >>> 0, length >>> 0),
      fd_close: refuse,
      fd_fdstat_get: refuse,
      fd_seek: refuse,
      fd_write: refuse,
    },
  };
}

function writeClock(hooks: EngineHooks, out: number): number {
  const memory = hooks.memory();
  if (out + clockBytes > memory.byteLength) return badAddress;
  const microseconds = BigInt(Math.round(hooks.readClock() * 1e6));
  memory.setBigInt64(out, microseconds * 1000n, true);
  return 0;
}

function writeZeros(memory: DataView, out: number, length: number): number {
  if (out + length > memory.byteLength) return badAddress;
  new Uint8Array(memory.buffer, out, length).fill(0);
  return 0;
}
