import { EngineStop, outOfMemory } from '../engine/engine-stop.ts';
import type { Engine } from '../engine/engine.ts';
import type { GuestHandles } from '../engine/runner.ts';
import type { Pointer } from '../engine/engine-exports.ts';
import type { SandboxLimits } from '../sandbox.ts';
import { controlWords, type GuestFunction } from './guest-program.ts';

/**
 * The guest program in an engine that was restored from one of its images. All that crosses is text, and a gene's value as
 * an address that goes back in unread.
 */
export class Guest {
  readonly #engine: Engine;
  readonly #handles: GuestHandles;

  constructor(engine: Engine, handles: GuestHandles) {
    this.#engine = engine;
    this.#handles = handles;
  }

  /** Sets the random state and the limits; runs nothing. */
  configure(seed: readonly number[], limits: SandboxLimits): void {
    const { control } = this.#handles;
    const at = (word: number): Pointer => control + 4 * word;
    seed.forEach((word, index) => {
      this.#engine.writeWord(at(controlWords.seed + index), word);
    });
    this.#engine.writeWord(at(controlWords.operations), limits.operations);
    this.#engine.writeWord(at(controlWords.bytes), limits.outputBytes);
    this.#engine.writeWord(at(controlWords.depth), limits.jsonDepth);
  }

  /** Whether anything drew a random number since the image was made. */
  get usedChance(): boolean {
    return this.#engine.readWord(this.#handles.control + 4 * controlWords.chanceUsed) !== 0;
  }

  /** Calls a function of the guest with a text. */
  tell(name: GuestFunction, text: string): void {
    const argument = this.#engine.newString(text);
    const result = this.#call(name, argument);
    this.#engine.exports.qjs_free_value(argument);
    this.#engine.exports.qjs_free_value(result);
  }

  /** Calls a function of the guest that answers with a text. */
  ask(name: GuestFunction, argument: Pointer = this.#handles.nothing): string {
    const result = this.#call(name, argument);
    const text = this.#engine.readString(result, this.#handles.scratch);
    this.#engine.exports.qjs_free_value(result);
    return text;
  }

  /** Runs what waits: continuations of settled promises, and what they lead to. */
  drain(): void {
    const { exports } = this.#engine;
    for (;;) {
      const status = exports.qjs_execute_pending_job();
      if (status === 0) return;
      if (status < 0) exports.qjs_free_value(exports.qjs_get_exception());
    }
  }

  #call(name: GuestFunction, argument: Pointer): Pointer {
    const { exports } = this.#engine;
    const { scratch, nothing, functions } = this.#handles;
    this.#engine.writeWord(scratch, argument);
    const result = exports.qjs_call(functions[name], nothing, 1, scratch);
    if (exports.qjs_is_exception(result) !== 0) throw this.#stopForException();
    return result;
  }

  /** The guest's functions throw nothing of their own: memory or stack ended in the middle of one. */
  #stopForException(): EngineStop {
    const error = this.#engine.exports.qjs_get_exception();
    const message = this.#engine.readString(error, this.#handles.scratch);
    if (message.startsWith('RangeError')) return new EngineStop('stack-limit', 'recursed until its stack ran out');
    if (message.includes('out of memory') || message === 'null') return outOfMemory();
    return new EngineStop('engine-fault', `made the sandbox fail: ${message}`);
  }
}
