/** A packet below this many bytes carries a word, or less of a pack than any server sends at a time. */
const small = 1000;

/** More refs than that no repository of genomes has. */
const mostLines = 250_000;

/** Of pack and progress: so many are read in a second. */
const mostScraps = 20_000;

/** Each question and each answer ends with one. */
const mostEmpty = 1000;

/** What the first byte of a packet says where an answer has side bands: pack, progress, error. */
const lastBand = 3;

/**
 * Counts the packets of an answer (gitprotocol-common(5), "pkt-line Format"). A reader keeps something for each, so that
 * millions of the smallest take memory and time out of all proportion to their bytes.
 */
export class PacketCount {
  #lines = 0;
  #scraps = 0;
  #empty = 0;
  #head = '';
  /** Bytes of the packet that has begun and are still to come. */
  #rest = 0;
  #isNew = false;

  /** @returns whether it is still as few as a server may send; what is no packet is for its reader to refuse */
  take(chunk: Uint8Array): boolean {
    for (let at = 0; at < chunk.length && !Number.isNaN(this.#rest);) {
      if (this.#rest === 0) this.#headByte(chunk[at++] ?? 0);
      else at += this.#pass(chunk, at);
    }
    return this.#lines <= mostLines && this.#scraps <= mostScraps && this.#empty <= mostEmpty;
  }

  #pass(chunk: Uint8Array, at: number): number {
    if (this.#isNew && this.#rest < small) {
      if ((chunk[at] ?? 0) <= lastBand) this.#scraps += 1;
      else this.#lines += 1;
    }
    this.#isNew = false;
    const passed = Math.min(this.#rest, chunk.length - at);
    this.#rest -= passed;
    return passed;
  }

  #headByte(byte: number): void {
    this.#head += String.fromCharCode(byte);
    if (this.#head.length < 4) return;
    const length = /^[0-9a-f]{4}$/i.test(this.#head) ? Number.parseInt(this.#head, 16) : Number.NaN;
    this.#head = '';
    this.#isNew = true;
    if (length <= 4) this.#empty += 1;
    this.#rest = length <= 4 ? 0 : length - 4;
  }
}
