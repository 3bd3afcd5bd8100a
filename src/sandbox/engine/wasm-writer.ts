/** Bytes appended to a buffer that grows; positions can be patched later. */
export class WasmWriter {
  #bytes: Uint8Array;
  length = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = value;
  }

  bytes(source: Uint8Array): void {
    this.#reserve(source.length);
    this.#bytes.set(source, this.length);
    this.length += source.length;
  }

  u32(value: number): void {
    for (const part of leb128(value)) this.byte(part);
  }

  /** Leaves room for a number that `fill` writes once it is known: five bytes, the longest form of a 32-bit LEB128. */
  hole(): number {
    this.#reserve(5);
    this.length += 5;
    return this.length - 5;
  }

  fill(hole: number, value: number): void {
    for (let index = 0; index < 5; index++) {
      this.#bytes[hole + index] = ((value >>> (7 * index)) & 0x7f) | (index < 4 ? 0x80 : 0);
    }
  }

  /** The size of what was written since the hole, not counting the hole itself. */
  fillWithSize(hole: number): void {
    this.fill(hole, this.length - hole - 5);
  }

  result(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.length);
  }

  #reserve(more: number): void {
    if (this.length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + more));
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
  }
}

/** Unsigned LEB128. */
export function leb128(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return bytes;
}
