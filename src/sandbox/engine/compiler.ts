import type { Engine } from './engine.ts';
import type { Pointer } from './engine-exports.ts';
import { forCompiling, initialise, scratchBytes } from './intrinsics.ts';
import type { MemoryImage } from './memory-image.ts';

/** An engine that turns source into bytecode and never runs any. */
export interface CompilerImage {
  readonly image: MemoryImage;
  /** Room for an address or a length. */
  readonly scratch: Pointer;
}

/** @param engine one that has not been used */
export function bootCompiler(engine: Engine): CompilerImage {
  initialise(engine, forCompiling);
  const scratch = engine.exports.wasm_malloc(scratchBytes);
  return { image: engine.capture(), scratch };
}

export interface EngineSource {
  readonly text: string;
  /** Shown in stacks. */
  readonly file: string;
  readonly module: boolean;
}

export type CompiledSource =
  | { readonly ok: true; readonly bytecode: Uint8Array }
  | { readonly ok: false; readonly error: { readonly message: string; readonly stack: string } };

const moduleFlag = 1; // JS_EVAL_TYPE_MODULE
const stripSource = 16; // JS_WRITE_OBJ_STRIP_SOURCE

/**
 * Source as bytecode, in an engine that holds the compiler. Nothing of it runs. Importing anything is an error here already,
 * because there is no loader.
 *
 * @throws EngineStop
 */
export function compileSource(engine: Engine, scratch: Pointer, source: EngineSource): CompiledSource {
  const { exports } = engine;
  const text = Buffer.from(source.text);
  const code = engine.place(text);
  const file = engine.place(Buffer.from(source.file.replaceAll('\0', '')));
  const flags = source.module ? moduleFlag : 0;
  const bytecode = exports.qjs_compile(code, text.length, file, flags, stripSource, scratch);
  if (bytecode === 0) return { ok: false, error: readError(engine, scratch) };
  return { ok: true, bytecode: engine.copyOut(bytecode, engine.readWord(scratch)) };
}

/** No code of the gene has run in the compiler, so reading its error runs none either. */
function readError(engine: Engine, scratch: Pointer): { message: string; stack: string } {
  const error = engine.exports.qjs_get_exception();
  const stack = engine.exports.qjs_get_prop_string(error, engine.place(Buffer.from('stack')));
  return { message: engine.readString(error, scratch), stack: engine.readString(stack, scratch) };
}
