import { readFileSync } from 'node:fs';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { IntegrityError } from '../errors/integrity-error.ts';
import type { LedgerRecord } from './record.ts';
import { emptyState, LedgerFold, type LedgerState } from './ledger-fold.ts';
import { scanLedger, steadily, visitLine, type Cover, type ScanVisitor } from './scan.ts';
import { numberedPath, type LedgerFolder } from './segments.ts';
import { sealed, stateJson, stateOfJson, unsealed } from './state-text.ts';

export interface LedgerReading {
  readonly fold: LedgerFold;
  /** Lines that are torn or altered: reported, never guessed at. */
  readonly damaged: number;
}

/** Lines read anew before the checkpoint is written again: fewer are read faster than a checkpoint is written. */
const worthKeeping = 500;

interface Checkpoint {
  readonly cover: Cover;
  readonly damaged: number;
  readonly state: ReturnType<typeof stateJson>;
}

/**
 * What all records of a ledger add up to. Only records that came since the last checkpoint are read; a checkpoint that does
 * not fit is made anew from the summary and the segments.
 * @param keep false: nothing is written, not even what would save time
 * @throws IntegrityError `ledger-summary-damaged`
 */
export function readLedgerState(path: string, keep = true): LedgerReading {
  return steadily(path, (folder) => {
    const kept = readCheckpoint(folder);
    const start = kept && continued(folder, kept, keep);
    return start ?? continued(folder, fromSummary(folder), keep) ?? fromNothing(folder);
  });
}

function fromSummary(folder: LedgerFolder): Checkpoint {
  return { cover: { summary: folder.summary, segments: [] }, damaged: 0, state: summaryJson(folder) };
}

function fromNothing(folder: LedgerFolder): never {
  throw new IntegrityError({
    code: 'ledger-unreadable',
    message: `The ledger in ${folder.path} changes faster than it can be read.`,
    hint: 'Try again when fewer runs are under way.',
  });
}

function continued(
  folder: LedgerFolder,
  { cover, damaged: known, state }: Checkpoint,
  keep: boolean,
): LedgerReading | undefined {
  const fold = new LedgerFold(stateOfJson(state));
  const count = new CountingVisitor(fold, known);
  const scanned = scanLedger(folder, cover, count);
  if (scanned === undefined) return undefined;
  if (keep && count.lines >= worthKeeping) {
    writeCheckpoint(folder, { cover: scanned.cover, damaged: count.lost, state: stateJson(fold.state) });
  }
  for (const line of scanned.last) visitLine(line, count);
  return { fold, damaged: count.lost };
}

class CountingVisitor implements ScanVisitor {
  readonly #fold: LedgerFold;
  lines = 0;
  lost: number;

  constructor(fold: LedgerFold, lost: number) {
    this.#fold = fold;
    this.lost = lost;
  }

  record(record: LedgerRecord): void {
    this.lines += 1;
    this.#fold.add(record);
  }

  damaged(): void {
    this.lines += 1;
    this.lost += 1;
  }
}

/** Summaries stand for records that are gone: those of every version are read. */
const firstVersion = 1;

/** What the segments that were folded away added up to. */
export function readSummary(folder: LedgerFolder): LedgerState {
  return stateOfJson(summaryJson(folder));
}

function summaryJson({ path: folder, summary }: LedgerFolder): Checkpoint['state'] {
  if (summary === 0) return stateJson(emptyState());
  const file = numberedPath(folder, summary, 'summary');
  const value = unsealed(readFileSync(file, 'utf8'), firstVersion);
  if (value !== undefined) return value as Checkpoint['state'];
  throw new IntegrityError({
    code: 'ledger-summary-damaged',
    message: `The ledger's summary ${file} is torn or altered.`,
    hint: 'Put it back from a copy. Moved away, sg starts counting from the segments that are left.',
  });
}

function checkpointFile(folder: string): string {
  return path.join(folder, 'checkpoint');
}

function readCheckpoint(folder: LedgerFolder): Checkpoint | undefined {
  try {
    return unsealed(readFileSync(checkpointFile(folder.path), 'utf8')) as Checkpoint | undefined;
  } catch {
    return undefined;
  }
}

/** Only saves time: a folder that can't be written to is read from the start each time. */
function writeCheckpoint(folder: LedgerFolder, checkpoint: Checkpoint): void {
  try {
    writeFileAtomic.sync(checkpointFile(folder.path), sealed(checkpoint), { fsync: false });
  } catch {
    return;
  }
}
