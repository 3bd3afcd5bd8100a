import { InternalError } from '../../errors/internal-error.ts';
import type { Engine } from './engine.ts';

/** Groups of built-ins (quickjs-wasi, `Intrinsics`). */
const groups = {
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

/** Turns source into bytecode and runs none. */
export const forCompiling = groups.eval | groups.regExp | groups.bigInt;

/** Has no compiler: `eval` and its kin have nothing to work with. */
export const forRunning =
  groups.date |
  groups.regExp |
  groups.json |
  groups.proxy |
  groups.mapSet |
  groups.typedArrays |
  groups.promise |
  groups.bigInt;

/** Makes a runtime and a context with these built-ins in an engine that has not been used. */
export function initialise(engine: Engine, builtIns: number): void {
  engine.exports._initialize();
  if (engine.exports.qjs_init2(builtIns) !== 0) throw new InternalError('The engine could not be initialised.');
}

/** Bytes that addresses passed to or from the engine may take in one call. */
export const scratchBytes = 8;
