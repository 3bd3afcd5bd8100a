import type { LedgerRecord } from '../../ledger/record.ts';

/** Where records go: the ledger, or nowhere for a dry run, whose result never stands for a real one. */
export interface Journal {
  add(record: LedgerRecord): void;
  /**
   * Hands the records over, so that they survive the death of this process; on a kernel that forgets nothing, waits until
   * they are on the disk.
   * @param lasting false where nothing is changed before the next flush: then nobody waits for the disk
   */
  flush(lasting?: boolean): void;
}

export const silentJournal: Journal = {
  add: () => undefined,
  flush: () => undefined,
};
