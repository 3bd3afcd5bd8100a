import type { BootImages } from './engine/boot-engine.ts';
import { compileSource } from './engine/compile-source.ts';
import type { Engine } from './engine/engine.ts';
import type { Pointer } from './engine/engine-exports.ts';
import type { MemoryImage } from './engine/memory-image.ts';
import { TimeBudget } from './engine/time-budget.ts';
import { faultAt, faultOfThrown, GeneFaultError } from './gene-fault.ts';
import { Guest } from './guest/guest.ts';
import type { SandboxLimits } from './sandbox.ts';
import type { ModuleText } from './stack-frames.ts';
import { parseDescription } from './turn.ts';

export interface GeneCode extends ModuleText {
  /** Methods of the `kernel` object. */
  readonly operations: readonly string[];
}

/** A gene ready to run. */
export interface LoadedGene extends GeneCode {
  readonly bytecode: Uint8Array;
  /** The engine with the gene's module evaluated; without it the module is evaluated again in each run. */
  readonly image: MemoryImage | undefined;
}

/**
 * Compiles a gene and evaluates its module, with limits of its own as large as a run's. A module that looks at the clock or
 * draws random numbers while it loads would carry one run's values into every other, so it gets no image.
 *
 * @throws GeneFaultError, EngineStop
 */
export function loadGene(engine: Engine, boot: BootImages, gene: GeneCode, limits: SandboxLimits): LoadedGene {
  const budget = new TimeBudget(limits.cpuMs, limits.wallMs);
  const bytecode = engine.spend(budget, () => compileGene(engine, boot, gene, limits));
  const loaded = { ...gene, bytecode, image: undefined };
  engine.clockSeconds = 0;
  const guest = prepareGuest(engine, boot, gene.operations, limits);
  engine.spend(budget, () => {
    evaluateGene(engine, guest, loaded);
    engine.exports.qjs_run_gc();
  });
  if (guest.usedChance || engine.clockReads > 0) return loaded;
  return { ...loaded, image: engine.capture() };
}

function compileGene(engine: Engine, boot: BootImages, gene: GeneCode, limits: SandboxLimits): Uint8Array {
  engine.restore(boot.compiler.image);
  applyLimits(engine, boot, limits);
  const compiled = compileSource(engine, boot.compiler.scratch, { text: gene.code, file: gene.file, module: true });
  if (compiled.ok) return compiled.bytecode;
  const { message, stack } = compiled.error;
  if (message === 'InternalError: out of memory') throw new GeneFaultError(faultAt('memory-limit', message, '', gene));
  const missing = /^ReferenceError: could not load module '(.*)'$/s.exec(message)?.[1];
  const text =
    missing === undefined ? message : `The gene imports ${JSON.stringify(missing)}; it may import nothing but types.`;
  throw new GeneFaultError(faultAt('syntax', text, stack, gene));
}

/** The engine with the guest program and a kernel object, before the gene. */
export function prepareGuest(
  engine: Engine,
  boot: BootImages,
  operations: readonly string[],
  limits: SandboxLimits,
): Guest {
  engine.restore(boot.runner.image);
  const guest = new Guest(engine, boot.runner.handles);
  guest.tell('open', JSON.stringify(operations));
  applyLimits(engine, boot, limits);
  return guest;
}

/** Collects cycles only once they could matter: a collection looks at the whole heap. */
export function applyLimits(engine: Engine, boot: BootImages, limits: SandboxLimits): void {
  const { heapBytes } = boot.runner.handles;
  engine.ensureCapacity(capacityFor(limits));
  engine.exports.qjs_set_memory_limit(heapBytes + limits.memoryBytes);
  engine.exports.qjs_set_gc_threshold(heapBytes + Math.floor(limits.memoryBytes / 4));
  engine.exports.qjs_set_max_stack_size(limits.stackBytes);
}

/** The allocator loses some memory between blocks; the host's own texts need room as well. */
export function capacityFor(limits: SandboxLimits): number {
  return Math.ceil(limits.memoryBytes * 1.25) + 8 * 1024 * 1024;
}

/**
 * Runs the module's top level and hands its default export to the guest.
 *
 * @throws GeneFaultError when it fails, never settles, or exports no function
 */
export function evaluateGene(engine: Engine, guest: Guest, gene: LoadedGene): void {
  const { exports } = engine;
  const bytes = engine.place(gene.bytecode);
  const evaluation = exports.qjs_eval_bytecode(bytes, gene.bytecode.length);
  exports.wasm_free(bytes);
  if (exports.qjs_is_exception(evaluation) !== 0) throw thrown(guest, exports.qjs_get_exception(), gene);
  guest.drain();
  const state = exports.qjs_promise_state(evaluation);
  if (state === 0) {
    throw new GeneFaultError({
      kind: 'never-settled',
      message: 'The top level of the gene waits for something that never comes.',
    });
  }
  const result = exports.qjs_promise_result(evaluation);
  if (state === 2) throw thrown(guest, result, gene);
  const name = engine.place(Buffer.from('default'));
  const execute = exports.qjs_get_prop_string(result, name);
  exports.wasm_free(name);
  if (exports.qjs_is_exception(execute) !== 0) throw thrown(guest, exports.qjs_get_exception(), gene);
  if (guest.ask('adopt', execute) !== 'function') {
    throw new GeneFaultError({ kind: 'no-execute', message: 'The gene has no default export that is a function.' });
  }
}

function thrown(guest: Guest, error: Pointer, module: ModuleText): GeneFaultError {
  return new GeneFaultError(faultOfThrown(parseDescription(guest.ask('describe', error)), module));
}
