import { closeSync, fdatasyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { EnvironmentError } from '../errors/environment-error.ts';
import { encodeLine } from './line.ts';
import type { LedgerRecord } from './record.ts';
import { openSegmentPath } from './segments.ts';

/**
 * Appends records to the ledger of one genome repository. Several processes may write at once: each `flush` is one
 * append-mode write, which Linux never interleaves with another on a local file system.
 *
 * Durability: what was flushed survives the death of this process. It survives a power cut only after `sync`.
 */
export class LedgerWriter {
  readonly #folder: string;
  #fd: number | undefined;
  #pending = '';

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Keeps the record for the next flush: several records of one moment cost one write. */
  add(record: LedgerRecord): void {
    this.#pending += encodeLine(record);
  }

  /** Hands all pending records to the operating system. */
  flush(): void {
    if (this.#pending === '') return;
    const text = this.#pending;
    try {
      const fd = this.#open();
      const written = writeSync(fd, text);
      if (written !== Buffer.byteLength(text)) throw new Error(`short write of ${written} bytes`);
      this.#pending = '';
    } catch (cause) {
      throw new EnvironmentError({
        code: 'ledger-not-writable',
        message: `The ledger in ${this.#folder} takes no records: ${(cause as Error).message}`,
        hint: 'Nothing runs without a record of it. Free space or mend the permissions, then run again.',
        cause,
      });
    }
  }

  /** Flushes and waits until the records are on the disk. */
  sync(): void {
    this.flush();
    if (this.#fd !== undefined) fdatasyncSync(this.#fd);
  }

  close(): void {
    this.flush();
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #open(): number {
    if (this.#fd === undefined) {
      mkdirSync(this.#folder, { recursive: true });
      this.#fd = openSync(openSegmentPath(this.#folder), 'a');
    }
    return this.#fd;
  }
}
