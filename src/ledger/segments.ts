import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** A segment takes no new runs once it is this large, so that readers and pushes deal in bounded files. */
export const fullBytes = 4 * 1024 * 1024;

/** Kinds of numbered files in a ledger folder. */
type NumberedFile = 'ledger' | 'summary' | 'closing' | 'damaged';

/** What stands in a ledger folder, by number, ascending. */
export interface LedgerFolder {
  readonly path: string;
  /** Segments that no summary covers. */
  readonly segments: readonly number[];
  /** The summary of all segments up to that number; 0 without one. */
  readonly summary: number;
  /** Segments up to this number take no new writers. */
  readonly closed: number;
}

/** Lists a ledger folder; empty when it is missing. */
export function listLedger(folder: string): LedgerFolder {
  const found = numbered(folder);
  const summary = Math.max(0, ...(found.get('summary') ?? []));
  const closed = Math.max(summary, ...(found.get('closing') ?? []));
  const segments = (found.get('ledger') ?? []).filter((number) => number > summary).sort((a, b) => a - b);
  return { path: folder, segments, summary, closed };
}

/** The segment new runs go to. Several processes may pick the same one: appends do not tear each other. */
export function openSegmentNumber({ path: folder, segments, closed }: LedgerFolder): number {
  const last = segments.at(-1);
  if (last === undefined || last <= closed) return closed + 1;
  return isFull(segmentPath(folder, last)) ? last + 1 : last;
}

function isFull(segment: string): boolean {
  return (statSync(segment, { throwIfNoEntry: false })?.size ?? 0) >= fullBytes;
}

export function segmentPath(folder: string, number: number): string {
  return numberedPath(folder, number, 'ledger');
}

export function numberedPath(folder: string, number: number, kind: NumberedFile): string {
  return path.join(folder, `${number.toString().padStart(8, '0')}.${kind}`);
}

/** Files that a summary of the segments up to `number` makes superfluous. */
export function supersededFiles(folder: string, number: number): readonly string[] {
  const found = numbered(folder);
  const old = (kind: NumberedFile, limit: number): string[] =>
    (found.get(kind) ?? []).filter((n) => n <= limit).map((n) => numberedPath(folder, n, kind));
  return [...old('ledger', number), ...old('summary', number - 1), ...old('closing', number)];
}

const pattern = /^(\d{8})\.(ledger|summary|closing|damaged)$/;

function numbered(folder: string): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const name of names(folder)) {
    const [, digits, kind] = pattern.exec(name) ?? [];
    if (digits === undefined || kind === undefined) continue;
    found.set(kind, [...(found.get(kind) ?? []), Number.parseInt(digits, 10)]);
  }
  return found;
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
