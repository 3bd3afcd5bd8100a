import type { LedgerRecord } from './record.ts';
import { scanLedger, steadily, visitLine } from './scan.ts';

type Kind = LedgerRecord['t'];
type Found<T extends Kind> = Extract<LedgerRecord, { t: T }>;

/**
 * Every sound record that has not been folded into a summary, in the order written, and how many lines are not sound. With
 * `kinds`, of those alone: the others are passed over without being decoded.
 */
export function readLedger<T extends Kind = Kind>(
  path: string,
  kinds?: readonly T[],
): { readonly records: readonly Found<T>[]; readonly damaged: number } {
  const marks = kinds?.map((kind) => `"t":"${kind}"`);
  return steadily(path, (folder) => {
    const records: Found<T>[] = [];
    let damaged = 0;
    const visitor = {
      ...(marks === undefined ? {} : { marks }),
      record: (record: LedgerRecord) => {
        if (kinds === undefined || kinds.some((kind) => kind === record.t)) records.push(record as Found<T>);
      },
      damaged: () => (damaged += 1),
    };
    const scanned = scanLedger(folder, { summary: folder.summary, segments: [] }, visitor);
    for (const line of scanned?.last ?? []) visitLine(line, visitor);
    return { records, damaged };
  });
}
