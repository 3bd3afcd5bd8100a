/** Address of a value that the engine keeps for the host, or of raw memory. */
export type Pointer = number;

/** What the host uses of the engine's exports (quickjs-wasi, `c/interface.c`) and of the meter's. */
export interface EngineExports {
  readonly memory: WebAssembly.Memory;
  readonly __stack_pointer: WebAssembly.Global;
  readonly sg_fuel: WebAssembly.Global;
  readonly sg_pages: WebAssembly.Global;
  _initialize(): void;
  qjs_init2(intrinsics: number): number;
  qjs_compile(code: Pointer, length: number, file: Pointer, flags: number, write: number, lengthOut: Pointer): Pointer;
  qjs_eval_bytecode(bytes: Pointer, length: number): Pointer;
  qjs_new_string(text: Pointer, length: number): Pointer;
  qjs_get_string(value: Pointer): Pointer;
  qjs_get_string_len(value: Pointer, lengthOut: Pointer): Pointer;
  qjs_free_cstring(text: Pointer): void;
  qjs_free_value(value: Pointer): void;
  qjs_get_undefined(): Pointer;
  qjs_get_array_buffer(value: Pointer, lengthOut: Pointer): Pointer;
  qjs_get_prop_string(object: Pointer, name: Pointer): Pointer;
  qjs_call(callee: Pointer, self: Pointer, count: number, values: Pointer): Pointer;
  qjs_is_exception(value: Pointer): number;
  qjs_get_exception(): Pointer;
  qjs_is_promise(value: Pointer): number;
  qjs_promise_state(promise: Pointer): number;
  qjs_promise_result(promise: Pointer): Pointer;
  qjs_execute_pending_job(): number;
  qjs_set_memory_limit(bytes: number): void;
  qjs_set_max_stack_size(bytes: number): void;
  qjs_set_gc_threshold(bytes: number): void;
  qjs_run_gc(): void;
  qjs_compute_memory_usage(out: Pointer): void;
  wasm_malloc(size: number): Pointer;
  wasm_free(pointer: Pointer): void;
}

/** Names without which the engine cannot be driven; checked once when the binary is loaded. */
export const requiredExports = [
  'memory',
  '__stack_pointer',
  'sg_fuel',
  'sg_pages',
  '_initialize',
  'qjs_init2',
  'qjs_compile',
  'qjs_eval_bytecode',
  'qjs_new_string',
  'qjs_get_string',
  'qjs_get_string_len',
  'qjs_free_cstring',
  'qjs_free_value',
  'qjs_get_undefined',
  'qjs_get_array_buffer',
  'qjs_get_prop_string',
  'qjs_call',
  'qjs_is_exception',
  'qjs_get_exception',
  'qjs_is_promise',
  'qjs_promise_state',
  'qjs_promise_result',
  'qjs_execute_pending_job',
  'qjs_set_memory_limit',
  'qjs_set_max_stack_size',
  'qjs_set_gc_threshold',
  'qjs_run_gc',
  'qjs_compute_memory_usage',
  'wasm_malloc',
  'wasm_free',
] as const satisfies readonly (keyof EngineExports)[];
