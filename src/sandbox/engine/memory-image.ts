/** The whole state of an engine at a moment when it was not running. Copying it back undoes everything since. */
export interface MemoryImage {
  /** Memory from the engine's data on, without the zeros at its end. The stack below it was empty. */
  readonly bytes: Uint8Array;
  /** Size the engine believed its memory to have, in pages. */
  readonly pages: number;
}

/** A copy of memory in use: `[from, to)` of `memory` without the zeros at its end. */
export function captureBytes(memory: Uint8Array, from: number, to: number): Uint8Array {
  let end = to;
  while (end > from && memory[end - 1] === 0) end--;
  return memory.slice(from, end);
}
