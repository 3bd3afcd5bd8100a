import type { LedgerRecord } from './record.ts';
import { scanLedger, steadily, visitLine } from './scan.ts';

/** Every sound record that has not been folded into a summary, in the order written, and how many lines are not sound. */
export function readLedger(path: string): { readonly records: readonly LedgerRecord[]; readonly damaged: number } {
  return steadily(path, (folder) => {
    const records: LedgerRecord[] = [];
    let damaged = 0;
    const visitor = {
      record: (record: LedgerRecord) => records.push(record),
      damaged: () => (damaged += 1),
    };
    const scanned = scanLedger(folder, { summary: folder.summary, segments: [] }, visitor);
    for (const line of scanned?.last ?? []) visitLine(line, visitor);
    return { records, damaged };
  });
}
