import { InternalError } from '../../errors/internal-error.ts';

const decoder = new TextDecoder();

/** A cursor over a WebAssembly binary (core specification, section 5). */
export class WasmReader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get ended(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) throw new InternalError('The engine binary ends in the middle of an item.');
    return value;
  }

  /** Unsigned LEB128 of at most 32 bits. */
  u32(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const part = this.byte();
      value |= (part & 0x7f) << shift;
      if (part < 0x80) return value >>> 0;
    }
  }

  /** Passes over one LEB128 number of any width and sign. */
  skipNumber(): void {
    while (this.byte() >= 0x80);
  }

  text(): string {
    const length = this.u32();
    return decoder.decode(this.take(length));
  }

  take(length: number): Uint8Array {
    this.at += length;
    if (this.at > this.bytes.length) throw new InternalError('The engine binary ends in the middle of an item.');
    return this.bytes.subarray(this.at - length, this.at);
  }
}
