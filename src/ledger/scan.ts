import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { decodeLine } from './line.ts';
import type { LedgerRecord } from './record.ts';
import { listLedger, segmentPath, type LedgerFolder } from './segments.ts';

/** How far a ledger has been read. */
export interface Cover {
  /** The summary that stood below the segments. */
  readonly summary: number;
  readonly segments: readonly SegmentCover[];
}

export interface SegmentCover {
  readonly number: number;
  /** Tells the file from another one that was put in its place. */
  readonly inode: number;
  /** Everything before this byte has been read. */
  readonly bytes: number;
}

/** A cover as far as it still says something of what is there: folding segments away does not undo having read them. */
export function coverFrom(folder: LedgerFolder, cover?: Cover): Cover {
  const left = (cover?.segments ?? []).filter(({ number }) => folder.segments.includes(number));
  return { summary: folder.summary, segments: left };
}

export interface ScanVisitor {
  /** Texts of which a line must have one to be looked at; left out: every line is. */
  readonly marks?: readonly string[];
  record(record: LedgerRecord): void;
  damaged(line: string): void;
}

/**
 * Reads what has come to the segments since `cover`: whole lines go to `visitor`. The last line of a segment may be in the
 * middle of being written: it is not covered and comes back in `last`.
 *
 * @returns `undefined` where the cover does not fit what is there: start again without it
 * @throws Error ENOENT when a segment is folded away meanwhile
 */
export function scanLedger(
  folder: LedgerFolder,
  cover: Cover,
  visitor: ScanVisitor,
): { readonly cover: Cover; readonly last: readonly string[] } | undefined {
  const known = new Map(cover.segments.map((segment) => [segment.number, segment]));
  const segments: SegmentCover[] = [];
  const last: string[] = [];
  if (cover.summary !== folder.summary) return undefined;
  if (cover.segments.some(({ number }) => !folder.segments.includes(number))) return undefined;
  for (const number of folder.segments) {
    const scanned = scanSegment(segmentPath(folder.path, number), number, known.get(number), visitor);
    if (scanned === undefined) return undefined;
    segments.push(scanned.cover);
    if (scanned.last !== '') last.push(scanned.last);
  }
  return { cover: { summary: folder.summary, segments }, last };
}

function scanSegment(
  file: string,
  number: number,
  known: SegmentCover | undefined,
  visitor: ScanVisitor,
): { readonly cover: SegmentCover; readonly last: string } | undefined {
  const fd = openSync(file, 'r');
  try {
    const { ino: inode, size } = fstatSync(fd);
    const from = known?.bytes ?? 0;
    if (known !== undefined && (known.inode !== inode || size < from)) return undefined;
    const { bytes, rest } = readLines(fd, from, size, (text) => {
      if (!isMarked(text, visitor)) return;
      for (const line of text.toString('utf8').split('\n')) visitLine(line, visitor);
    });
    return { cover: { number, inode, bytes }, last: rest };
  } finally {
    closeSync(fd);
  }
}

const chunkBytes = 256 * 1024;

function isMarked(text: string | Buffer, { marks }: ScanVisitor): boolean {
  return marks === undefined || marks.some((mark) => text.includes(mark));
}

/** Whole lines from byte `from` on, many at a time; `bytes` is where the last one, which is not visited, begins. */
function readLines(
  fd: number,
  from: number,
  size: number,
  visit: (lines: Buffer) => void,
): { readonly bytes: number; readonly rest: string } {
  let buffer = Buffer.allocUnsafe(Math.min(chunkBytes, Math.max(0, size - from)));
  // Bytes at the buffer's start that belong to a line not yet read to its end.
  let held = 0;
  for (let at = from; at < size;) {
    if (held === buffer.length) buffer = Buffer.concat([buffer], 2 * buffer.length);
    const read = readSync(fd, buffer, held, Math.min(buffer.length - held, size - at), at);
    if (read === 0) break;
    at += read;
    held += read;
    const end = buffer.subarray(0, held).lastIndexOf(0x0a);
    if (end >= 0) {
      visit(buffer.subarray(0, end));
      // The line feed belongs to the line that follows it.
      buffer.copyWithin(0, end, held);
      held -= end;
    }
    from = at - held;
  }
  return { bytes: from, rest: buffer.toString('utf8', 0, held).replace('\n', '') };
}

export function visitLine(line: string, visitor: ScanVisitor): void {
  if (line === '' || !isMarked(line, visitor)) return;
  const record = decodeLine(line);
  if (record === undefined) visitor.damaged(line);
  else visitor.record(record);
}

const attempts = 20;

/** Reads again from the start when a segment is folded away in the middle. */
export function steadily<T>(path: string, read: (folder: LedgerFolder) => T): T {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return read(listLedger(path));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === attempts) throw error;
    }
  }
}
