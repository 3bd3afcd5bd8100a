import { statSync } from 'node:fs';
import { encodeLine } from './line.ts';
import type { PublishedCover } from './published-layout.ts';
import { readSummary } from './read-ledger-state.ts';
import { redacted } from './redact.ts';
import { scanLedger, steadily, visitLine } from './scan.ts';
import { segmentPath, type LedgerFolder } from './segments.ts';
import { sealed, stateJson } from './state-text.ts';

/** What a ledger folder holds that a cover does not know of, redacted. */
export interface FreshTexts {
  readonly folder: LedgerFolder;
  /** Segments that are new or have grown, whole, by number. */
  readonly segments: ReadonlyMap<number, SegmentText>;
  /** The summary, where it is another one. */
  readonly summary: string | undefined;
}

interface SegmentText {
  readonly text: string;
  /** Size of the file it was read from. */
  readonly bytes: number;
}

/** @throws IntegrityError `ledger-summary-damaged` */
export function freshTexts(path: string, known: PublishedCover): FreshTexts {
  return steadily(path, (folder) => {
    const fresh = folder.segments.filter((number) => sizeOf(folder, number) !== coveredBytes(known, number));
    const segments = new Map(fresh.map((number) => [number, segmentText(folder, number)]));
    return { folder, segments, summary: folder.summary === known.summary ? undefined : summaryText(folder) };
  });
}

export function coveredBytes({ segments }: PublishedCover, number: number): number | undefined {
  return segments.find((segment) => segment.number === number)?.bytes;
}

function sizeOf({ path }: LedgerFolder, number: number): number {
  return statSync(segmentPath(path, number)).size;
}

function segmentText({ path, summary }: LedgerFolder, number: number): SegmentText {
  const lines: string[] = [];
  const visitor = {
    record: (record: Parameters<typeof redacted>[0]) => lines.push(encodeLine(redacted(record))),
    damaged: () => undefined,
  };
  const scanned = scanLedger({ path, summary, segments: [number], closed: 0 }, { summary, segments: [] }, visitor);
  const last = scanned?.last[0] ?? '';
  visitLine(last, visitor);
  const covered = scanned?.cover.segments[0]?.bytes ?? 0;
  return { text: lines.join(''), bytes: covered + (last === '' ? 0 : Buffer.byteLength(last) + 1) };
}

/** Runs that were under way and checks that are due concern this host only. */
function summaryText(folder: LedgerFolder): string {
  return sealed({ ...stateJson(readSummary(folder)), runs: [], due: [], answers: [] });
}
