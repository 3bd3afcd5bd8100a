import type { LedgerRecord } from '../../ledger/record.ts';
import type { Journal } from '../journal.ts';

type End = Extract<LedgerRecord, { t: 'end' }>;

/**
 * A journal that keeps the ends of runs back. Until the whole is done, what is found about it still belongs to the runs
 * that made it, and none of them is over that may yet be undone.
 */
export class OpenEnds implements Journal {
  readonly #journal: Journal;
  #ends: readonly End[] = [];

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  add(record: LedgerRecord): void {
    if (record.t === 'end') this.#ends = [...this.#ends, record];
    else this.#journal.add(record);
  }

  flush(): void {
    this.#journal.flush();
  }

  /** Ends all runs. @param undone whether everything they did was undone after all */
  release(undone: boolean): void {
    for (const end of this.#ends) this.#journal.add({ ...end, rolledBack: end.rolledBack || undone });
    this.#ends = [];
    this.#journal.flush();
  }
}
