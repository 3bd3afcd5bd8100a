import type { CompiledGene } from './compile-gene.ts';
import type { Engine } from './engine/engine.ts';
import type { Pointer } from './engine/engine-exports.ts';
import type { MemoryImage } from './engine/memory-image.ts';
import { TimeBudget } from './engine/time-budget.ts';
import { faultOfThrown, GeneFaultError } from './gene-fault.ts';
import { Guest } from './guest/guest.ts';
import type { Machine } from './machine.ts';
import { applyLimits } from './apply-limits.ts';
import type { SandboxLimits } from './sandbox.ts';
import type { ModuleText } from './stack-frames.ts';
import { parseDescription } from './turn.ts';

/** A gene ready to run. */
export interface LoadedGene extends CompiledGene {
  /** Methods of the `kernel` object. */
  readonly operations: readonly string[];
  /** The engine with the gene's module evaluated; without it the module is evaluated again in each run. */
  readonly image: MemoryImage | undefined;
}

/**
 * Evaluates a gene's module, with limits of its own as large as a run's. A module that looks at the clock or draws random
 * numbers while it loads would carry one run's values into every other, so it gets no image.
 *
 * @throws GeneFaultError, EngineStop
 */
export function loadGene(
  engine: Engine,
  machine: Machine,
  gene: Omit<LoadedGene, 'image'>,
  limits: SandboxLimits,
): LoadedGene {
  const loaded = { ...gene, image: undefined };
  engine.clockSeconds = 0;
  const guest = engine.spend(new TimeBudget(limits.cpuMs, limits.wallMs, limits.steps), () => {
    const prepared = prepareGuest(engine, machine, gene.operations, limits);
    evaluateGene(engine, prepared, loaded);
    engine.exports.qjs_run_gc();
    return prepared;
  });
  if (guest.usedChance || engine.clockReads > 0) return loaded;
  return { ...loaded, image: engine.capture() };
}

/** The engine with the guest program and a kernel object, before the gene. */
export function prepareGuest(
  engine: Engine,
  machine: Machine,
  operations: readonly string[],
  limits: SandboxLimits,
): Guest {
  engine.restore(machine.runner.image);
  const guest = new Guest(engine, machine.runner.handles);
  guest.tell('open', JSON.stringify(operations));
  applyLimits(engine, machine.runner.handles, limits);
  return guest;
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
  if (state === promiseState.pending) {
    throw new GeneFaultError({
      kind: 'never-settled',
      message: 'The top level of the gene waits for something that never comes.',
    });
  }
  const result = exports.qjs_promise_result(evaluation);
  if (state === promiseState.rejected) throw thrown(guest, result, gene);
  adoptDefault(engine, guest, result, gene);
}

const promiseState = { pending: 0, rejected: 2 } as const;

/** `result` is the module's namespace, or whatever a module that exports `then` puts in its place. */
function adoptDefault(engine: Engine, guest: Guest, result: Pointer, gene: LoadedGene): void {
  const { exports } = engine;
  const name = engine.place(Buffer.from('default'));
  const execute = exports.qjs_get_prop_string(result, name);
  exports.wasm_free(name);
  if (exports.qjs_is_exception(execute) !== 0) throw thrown(guest, exports.qjs_get_exception(), gene);
  if (guest.ask('adopt', execute) === 'function') return;
  throw new GeneFaultError({ kind: 'no-execute', message: 'The gene has no default export that is a function.' });
}

function thrown(guest: Guest, error: Pointer, module: ModuleText): GeneFaultError {
  return new GeneFaultError(faultOfThrown(parseDescription(guest.ask('describe', error)), module));
}
