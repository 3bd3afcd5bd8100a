import type { EngineExports, Pointer } from './engine-exports.ts';
import { engineImports } from './engine-imports.ts';
import { EngineStop, outOfMemory } from './engine-stop.ts';
import { captureBytes, type MemoryImage } from './memory-image.ts';
import { fuelPerCheck, type TimeBudget } from './time-budget.ts';

const pageBytes = 65_536;
/** The stack begins here and grows down to 0, so running over it traps. The binary's own start is where the data begins. */
export const stackTop = 288 * 1024;

/**
 * One instance of the engine: a memory that is filled from an image before every use, and what it takes to drive the code
 * in it. Nothing that comes out of it is trusted.
 */
export class Engine {
  readonly exports: EngineExports;
  /** Seconds since 1970 that `Date` shows. */
  clockSeconds = 0;
  /** How often the clock was looked at. */
  clockReads = 0;
  /** Set once the instance must not be used again, not even restored. */
  broken = false;
  readonly #dataStart: number;
  #budget: TimeBudget | undefined;
  #bytes: Uint8Array;
  /** The same memory, for texts. */
  #texts: Buffer;
  #view: DataView;

  /** @param capacityBytes memory the engine may take; it costs address space only until it does */
  constructor(module: WebAssembly.Module, capacityBytes: number) {
    const imports = engineImports({
      memory: () => this.#view,
      readClock: () => {
        this.clockReads += 1;
        return this.clockSeconds;
      },
      interrupt: () => {
        this.#budget?.check();
        this.exports.sg_fuel.value = fuelPerCheck;
      },
    });
    this.exports = new WebAssembly.Instance(module, imports).exports as EngineExports;
    this.#dataStart = this.exports.__stack_pointer.value;
    [this.#bytes, this.#texts, this.#view] = viewsOf(this.exports.memory);
    this.exports.sg_pages.value = this.#bytes.length / pageBytes;
    this.exports.__stack_pointer.value = stackTop;
    this.ensureCapacity(this.#dataStart + capacityBytes);
  }

  /** Bytes of memory the engine has taken since it was last restored. */
  get takenBytes(): number {
    return this.exports.sg_pages.value * pageBytes - this.#dataStart;
  }

  ensureCapacity(capacityBytes: number): void {
    const missing = Math.ceil((this.#dataStart + capacityBytes - this.#bytes.length) / pageBytes);
    if (missing <= 0) return;
    this.exports.memory.grow(missing);
    [this.#bytes, this.#texts, this.#view] = viewsOf(this.exports.memory);
  }

  capture(): MemoryImage {
    const pages = this.exports.sg_pages.value;
    return { bytes: captureBytes(this.#bytes, this.#dataStart, pages * pageBytes), pages };
  }

  /** Makes the engine what it was when the image was taken: memory, stack, and every global it can write. */
  restore(image: MemoryImage): void {
    const { sg_pages: pages, sg_fuel: fuel, __stack_pointer: stackPointer } = this.exports;
    const end = this.#dataStart + image.bytes.length;
    this.#bytes.set(image.bytes, this.#dataStart);
    this.#bytes.fill(0, end, Math.max(end, pages.value * pageBytes));
    this.#bytes.fill(0, 0, stackTop);
    pages.value = image.pages;
    stackPointer.value = stackTop;
    fuel.value = fuelPerCheck;
    this.clockReads = 0;
  }

  /**
   * Runs engine code within a budget.
   *
   * @throws EngineStop when a limit ends it or the engine traps
   */
  spend<T>(budget: TimeBudget, work: () => T): T {
    this.#budget = budget;
    budget.enter();
    try {
      return work();
    } catch (error) {
      throw this.#stopFor(error);
    } finally {
      budget.leave();
      this.#budget = undefined;
    }
  }

  /** Copies bytes into the engine's memory, with a zero after them. The caller frees them or restores the engine. */
  place(bytes: Uint8Array): Pointer {
    const pointer = this.#allocate(bytes.length + 1);
    this.#bytes.set(bytes, pointer);
    this.#bytes[pointer + bytes.length] = 0;
    return pointer;
  }

  /** Copies `length` bytes out. */
  copyOut(pointer: Pointer, length: number): Uint8Array {
    this.#checkRange(pointer, length);
    return this.#bytes.slice(pointer, pointer + length);
  }

  newString(text: string): Pointer {
    const length = Buffer.byteLength(text);
    const pointer = this.#allocate(length + 1);
    this.#texts.write(text, pointer, length, 'utf8');
    const value = this.exports.qjs_new_string(pointer, length);
    this.exports.wasm_free(pointer);
    return value;
  }

  /** The text of a value; runs no code of the gene if the value is a string. */
  readString(value: Pointer, scratch: Pointer): string {
    const text = this.exports.qjs_get_string_len(value, scratch);
    if (text === 0) throw outOfMemory();
    const length = this.readWord(scratch);
    this.#checkRange(text, length);
    const copy = this.#texts.toString('utf8', text, text + length);
    this.exports.qjs_free_cstring(text);
    return copy;
  }

  readWord(at: Pointer): number {
    this.#checkRange(at, 4);
    return this.#view.getUint32(at, true);
  }

  writeWord(at: Pointer, value: number): void {
    this.#checkRange(at, 4);
    this.#view.setInt32(at, value, true);
  }

  #allocate(length: number): Pointer {
    const pointer = this.exports.wasm_malloc(length);
    if (pointer === 0) throw outOfMemory();
    this.#checkRange(pointer, length);
    return pointer;
  }

  /** An address out of the engine is a claim. */
  #checkRange(pointer: Pointer, length: number): void {
    if (pointer >= 0 && length >= 0 && pointer + length <= this.#bytes.length) return;
    throw new EngineStop('engine-fault', 'made the engine name memory it does not have', true);
  }

  #stopFor(error: unknown): unknown {
    const stop = error instanceof EngineStop ? error : this.#stopForTrap(error);
    if (!(stop instanceof EngineStop) || stop.broken) this.broken = true;
    return stop;
  }

  #stopForTrap(error: unknown): unknown {
    if (isHostStackOverflow(error)) return stackOverflow();
    if (!(error instanceof WebAssembly.RuntimeError)) return error;
    const stackPointer = this.exports.__stack_pointer.value;
    const ranOver = stackPointer < 4096 || stackPointer > stackTop;
    return ranOver ? stackOverflow() : new EngineStop('engine-fault', `made the engine stop: ${error.message}`, true);
  }
}

function viewsOf({ buffer }: WebAssembly.Memory): [Uint8Array, Buffer, DataView] {
  return [new Uint8Array(buffer), Buffer.from(buffer), new DataView(buffer)];
}

/** V8 guards its own stack, which native recursion of the engine fills as well. */
function isHostStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message === 'Maximum call stack size exceeded';
}

function stackOverflow(): EngineStop {
  return new EngineStop('stack-limit', 'recursed until its stack ran out', true);
}
