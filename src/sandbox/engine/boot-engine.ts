import { InternalError } from '../../errors/internal-error.ts';
import { guestFile, guestFunctions, guestProgram, type GuestFunction } from '../guest/guest-program.ts';
import { compileSource } from './compile-source.ts';
import type { Engine } from './engine.ts';
import type { Pointer } from './engine-exports.ts';
import type { MemoryImage } from './memory-image.ts';

/** Addresses that hold in every image made from the same boot. */
export interface MachineHandles {
  /** Room for two addresses: arguments of a call, or a length the engine reports. */
  readonly scratch: Pointer;
  /** The value `undefined`. */
  readonly nothing: Pointer;
}

export interface CompilerImage {
  readonly image: MemoryImage;
  readonly scratch: Pointer;
}

export interface RunnerImage {
  readonly image: MemoryImage;
  readonly handles: GuestHandles;
}

export interface GuestHandles extends MachineHandles {
  readonly functions: Readonly<Record<GuestFunction, Pointer>>;
  /** The guest's control block. */
  readonly control: Pointer;
  /** Heap in use before any gene, in bytes. */
  readonly heapBytes: number;
}

/** The two states every other is made from. */
export interface BootImages {
  /** Turns source into bytecode and never runs any. */
  readonly compiler: CompilerImage;
  /** Runs bytecode, has no compiler, and holds the guest program. */
  readonly runner: RunnerImage;
}

/** Groups of built-ins (quickjs-wasi, `Intrinsics`). */
const intrinsics = {
  date: 1,
  eval: 2,
  regExp: 4,
  json: 8,
  proxy: 16,
  mapSet: 32,
  typedArrays: 64,
  promise: 128,
  bigInt: 256,
} as const;
const forCompiling = intrinsics.eval | intrinsics.regExp | intrinsics.bigInt;
const forRunning =
  intrinsics.date |
  intrinsics.regExp |
  intrinsics.json |
  intrinsics.proxy |
  intrinsics.mapSet |
  intrinsics.typedArrays |
  intrinsics.promise |
  intrinsics.bigInt;

const scratchBytes = 8;

/** Boots both on an engine that has not been used. About 3 ms. */
export function bootEngine(engine: Engine): BootImages {
  const untouched = engine.capture();
  const compiler = bootCompiler(engine);
  const program = compileSource(engine, compiler.scratch, { text: guestProgram, file: guestFile, module: false });
  if (!program.ok) throw new InternalError(`The guest program does not compile: ${program.error.message}`);
  engine.restore(untouched);
  return { compiler, runner: bootRunner(engine, program.bytecode) };
}

function bootCompiler(engine: Engine): CompilerImage {
  initialise(engine, forCompiling);
  const scratch = engine.exports.wasm_malloc(scratchBytes);
  return { image: engine.capture(), scratch };
}

function bootRunner(engine: Engine, program: Uint8Array): RunnerImage {
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
  const functions = guestFunctionPointers(engine, guest);
  const control = controlBlock(engine, { scratch, nothing, functions });
  exports.qjs_run_gc();
  const heapBytes = heapInUse(engine);
  return { image: engine.capture(), handles: { scratch, nothing, functions, control, heapBytes } };
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

function initialise(engine: Engine, groups: number): void {
  engine.exports._initialize();
  if (engine.exports.qjs_init2(groups) !== 0) throw new InternalError('The engine could not be initialised.');
}

function guestFunctionPointers(engine: Engine, guest: Pointer): Record<GuestFunction, Pointer> {
  const pointers = {} as Record<GuestFunction, Pointer>;
  for (const name of guestFunctions) {
    const text = engine.place(Buffer.from(name));
    pointers[name] = engine.exports.qjs_get_prop_string(guest, text);
    engine.exports.wasm_free(text);
  }
  return pointers;
}

/** `malloc_size`, the first of the 26 numbers of 64 bits that the engine reports. */
function heapInUse(engine: Engine): number {
  const out = engine.exports.wasm_malloc(26 * 8);
  engine.exports.qjs_compute_memory_usage(out);
  const bytes = engine.readWord(out);
  engine.exports.wasm_free(out);
  return bytes;
}
