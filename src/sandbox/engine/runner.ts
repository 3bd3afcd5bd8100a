import { InternalError } from '../../errors/internal-error.ts';
import { guestFunctions, type GuestFunction } from '../guest/guest-program.ts';
import type { Engine } from './engine.ts';
import type { Pointer } from './engine-exports.ts';
import { forRunning, initialise, scratchBytes } from './intrinsics.ts';
import type { MemoryImage } from './memory-image.ts';

/** An engine that runs bytecode, has no compiler, and holds the guest program; every gene's image is made from it. */
export interface RunnerImage {
  readonly image: MemoryImage;
  readonly handles: GuestHandles;
}

/** Addresses that hold in every image made from the same runner. */
export interface GuestHandles {
  /** Room for two addresses: arguments of a call, or a length the engine reports. */
  readonly scratch: Pointer;
  /** The value `undefined`. */
  readonly nothing: Pointer;
  readonly functions: Readonly<Record<GuestFunction, Pointer>>;
  /** The guest's control block. */
  readonly control: Pointer;
  /** Heap in use before any gene, in bytes. */
  readonly heapBytes: number;
}

/**
 * @param engine one that has not been used
 * @param program the guest program's bytecode
 */
export function bootRunner(engine: Engine, program: Uint8Array): RunnerImage {
  initialise(engine, forRunning);
  const { exports } = engine;
  const scratch = exports.wasm_malloc(scratchBytes);
  const nothing = exports.qjs_get_undefined();
  const bytes = engine.place(program);
  const guest = exports.qjs_eval_bytecode(bytes, program.length);
  exports.wasm_free(bytes);
  if (exports.qjs_is_exception(guest) !== 0) {
    throw new InternalError(`The guest program fails: ${engine.readString(exports.qjs_get_exception(), scratch)}`);
  }
  const functions = functionPointers(engine, guest);
  const control = controlBlock(engine, { scratch, nothing, functions });
  exports.qjs_run_gc();
  const heapBytes = heapInUse(engine);
  return { image: engine.capture(), handles: { scratch, nothing, functions, control, heapBytes } };
}

function functionPointers(engine: Engine, guest: Pointer): Record<GuestFunction, Pointer> {
  const pointers = {} as Record<GuestFunction, Pointer>;
  for (const name of guestFunctions) {
    const text = engine.place(Buffer.from(name));
    pointers[name] = engine.exports.qjs_get_prop_string(guest, text);
    engine.exports.wasm_free(text);
  }
  return pointers;
}

/** The buffer belongs to the guest program and never moves. */
function controlBlock(engine: Engine, handles: Omit<GuestHandles, 'control' | 'heapBytes'>): Pointer {
  const { exports } = engine;
  engine.writeWord(handles.scratch, handles.nothing);
  const buffer = exports.qjs_call(handles.functions.controlBuffer, handles.nothing, 1, handles.scratch);
  const control = exports.qjs_get_array_buffer(buffer, handles.scratch);
  if (control === 0) throw new InternalError('The guest program has no control block.');
  return control;
}

/** `malloc_size`, the first of the 26 numbers of 64 bits that the engine reports. */
function heapInUse(engine: Engine): number {
  const out = engine.exports.wasm_malloc(26 * 8);
  engine.exports.qjs_compute_memory_usage(out);
  const bytes = engine.readWord(out);
  engine.exports.wasm_free(out);
  return bytes;
}
