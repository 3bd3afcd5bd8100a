import type { LedgerRecord } from '../ledger/record.ts';

/** Where records go: the ledger, or nowhere for a dry run, whose result never stands for a real one. */
export interface Journal {
  add(record: LedgerRecord): void;
  flush(): void;
  /** Flushes, and on kernels that matter waits for the disk. */
  commit(): void;
}

export const silentJournal: Journal = {
  add: () => undefined,
  flush: () => undefined,
  commit: () => undefined,
};
