import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { LedgerFold, settleDead, type LedgerState } from './ledger-fold.ts';
import { readSummary } from './read-ledger-state.ts';
import type { LedgerRecord } from './record.ts';
import { scanLedger, visitLine, type ScanVisitor } from './scan.ts';
import { listLedger, numberedPath, supersededFiles, type LedgerFolder } from './segments.ts';
import { sealed, stateJson } from './state-text.ts';
import { lowestMarkedSegment } from './writer-mark.ts';

/** Full segments that are kept before they are folded: some 120,000 records of history for whoever wants to look closer. */
const keptSegments = 8;

/** Folds when enough has come together; cheap otherwise. `before` is called while all records are still there. */
export function compactWhenDue(path: string, before: () => void): void {
  if (listLedger(path).segments.length <= keptSegments + 1) return;
  before();
  compactLedger(path);
}

/**
 * Folds every closed segment (all but the newest, and none that a living process may still write to) into one summary that
 * gives the same tallies, and removes what it covers. Lines that are torn or altered are kept in `<number>.damaged`.
 *
 * Safe to kill at any step and to run beside writers, readers and itself: a summary appears whole, with a number that says
 * which segments it covers, and whoever finds both summary and segment believes the summary.
 * @returns how many segments were folded
 */
export function compactLedger(path: string): number {
  const seen = listLedger(path);
  const newest = seen.segments.at(-1);
  if (newest === undefined || newest - 1 <= seen.summary) return 0;
  writeFileSync(numberedPath(path, newest - 1, 'closing'), '');
  const until = Math.min(newest - 1, lowestMarkedSegment(path) - 1);
  const segments = seen.segments.filter((number) => number <= until);
  if (segments.length === 0) return 0;
  return foldedAway({ ...seen, segments }, until) ? segments.length : 0;
}

/** False when somebody else has folded them meanwhile. */
function foldedAway(folder: LedgerFolder, until: number): boolean {
  try {
    const fold = new LedgerFold(readSummary(folder));
    const visitor = new KeepingVisitor(fold);
    const scanned = scanLedger(folder, { summary: folder.summary, segments: [] }, visitor);
    for (const line of scanned?.last ?? []) visitLine(line, visitor);
    settleDead(fold.state);
    forgetOldChecks(fold.state);
    if (visitor.lost.length > 0) {
      appendFileSync(numberedPath(folder.path, until, 'damaged'), `${visitor.lost.join('\n')}\n`);
    }
    writeFileAtomic.sync(numberedPath(folder.path, until, 'summary'), sealed(stateJson(fold.state)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  for (const file of supersededFiles(folder.path, until)) rmSync(file, { force: true });
  return true;
}

/** Checks nobody made for so long, in seconds of the kernel's clock, are never made. */
const oldestCheck = 30 * 24 * 3600;

/** What was answered or will never be asked needs no place in a summary. */
function forgetOldChecks({ due, answers }: LedgerState): void {
  const newest = Math.max(0, ...[...due.values()].flat().map(({ at }) => at));
  for (const [key, entries] of [...due]) {
    const answered = answers.get(key)?.notBefore ?? -Infinity;
    const open = entries.filter(({ notBefore }) => notBefore > answered && notBefore > newest - oldestCheck);
    if (open.length > 0) due.set(key, open);
    else {
      due.delete(key);
      answers.delete(key);
    }
  }
}

class KeepingVisitor implements ScanVisitor {
  readonly #fold: LedgerFold;
  readonly lost: string[] = [];

  constructor(fold: LedgerFold) {
    this.#fold = fold;
  }

  record(record: LedgerRecord): void {
    this.#fold.add(record);
  }

  damaged(line: string): void {
    this.lost.push(line);
  }
}
