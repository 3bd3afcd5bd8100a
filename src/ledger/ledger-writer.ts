import { closeSync, fdatasyncSync, fstatSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { EnvironmentError } from '../errors/environment-error.ts';
import { ownIdentity, type ProcessIdentity } from '../model/process-identity.ts';
import { encodeLine } from './line.ts';
import type { LedgerRecord } from './record.ts';
import { fullBytes, listLedger, openSegmentNumber, segmentPath } from './segments.ts';
import { markWriter, removeMark } from './writer-mark.ts';

interface OpenSegment {
  readonly fd: number;
  readonly mark: string;
}

/**
 * Appends records to the ledger of one genome repository. Several processes may write at once: each `flush` is one
 * append-mode write, which Linux never interleaves with another on a local file system.
 *
 * Durability: what was flushed survives the death of this process. It survives a power cut only after `sync`.
 */
export class LedgerWriter {
  readonly #folder: string;
  #segment: OpenSegment | undefined;
  #identity: ProcessIdentity | undefined;
  #pending = '';
  /** Whether the disk may lack something that was written. */
  #unsynced = false;
  /** Runs that have begun and not ended. */
  readonly #runs = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Keeps the record for the next flush: several records of one moment cost one write. A new run may begin a new segment;
   * runs that have begun stay in their own.
   */
  add(record: LedgerRecord): void {
    if (record.t === 'end') this.#runs.delete(record.run);
    if (record.t !== 'run') {
      this.#pending += encodeLine(record);
      return;
    }
    const full = this.#segment !== undefined && fstatSync(this.#segment.fd).size >= fullBytes;
    if (full && this.#runs.size === 0) this.close();
    this.#runs.add(record.run);
    this.#pending += encodeLine({ ...record, ...(this.#identity ??= ownIdentity()) });
  }

  /** Hands all pending records to the operating system. */
  flush(): void {
    if (this.#pending === '') return;
    const text = this.#pending;
    try {
      const { fd } = this.#open();
      this.#unsynced = true;
      const written = writeSync(fd, text);
      this.#pending = unwritten(text, written);
      if (this.#pending !== '') throw new Error(`short write of ${written} bytes`);
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
    if (this.#segment === undefined || !this.#unsynced) return;
    fdatasyncSync(this.#segment.fd);
    this.#unsynced = false;
  }

  /** Lets go of the segment whatever happens. @throws EnvironmentError `ledger-not-writable` */
  close(): void {
    try {
      this.flush();
    } finally {
      const segment = this.#segment;
      this.#segment = undefined;
      if (segment !== undefined) release(segment);
    }
  }

  /**
   * Marks first, then looks whether the segment has been closed meanwhile. Whoever closes segments does it the other way
   * round, so at least one of the two sees the other.
   */
  #open(): OpenSegment {
    while (this.#segment === undefined) {
      mkdirSync(this.#folder, { recursive: true });
      const number = openSegmentNumber(listLedger(this.#folder));
      const opened = openMarked(this.#folder, number);
      if (number > listLedger(this.#folder).closed) this.#segment = opened;
      else release(opened);
    }
    return this.#segment;
  }
}

/** Where the segment can't be opened no mark stays: it would keep others from folding. */
function openMarked(folder: string, number: number): OpenSegment {
  const mark = markWriter(folder, number);
  try {
    return { fd: openSync(segmentPath(folder, number), 'a'), mark };
  } catch (error) {
    removeMark(mark);
    throw error;
  }
}

function release({ fd, mark }: OpenSegment): void {
  closeSync(fd);
  removeMark(mark);
}

/** What is left of a text after a write that a full disk cut short: from the line that was torn on, so that none counts twice. */
function unwritten(text: string, written: number): string {
  const bytes = Buffer.from(text);
  return written === bytes.length ? '' : bytes.subarray(bytes.lastIndexOf(0x0a, written)).toString('utf8');
}
