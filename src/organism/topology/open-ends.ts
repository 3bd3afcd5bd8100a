import type { LedgerRecord } from '../../ledger/record.ts';
import type { Journal } from '../run/journal.ts';

type End = Extract<LedgerRecord, { t: 'end' }>;

/**
 * A journal that keeps the ends of runs back. Until the whole is done, what is found about it still belongs to the runs
 * that made it, and none of them is over that may yet be undone.
 */
export class OpenEnds implements Journal {
  readonly #journal: Journal;
  #ends: readonly End[] = [];
  /** The last record was such an end. */
  #ended = false;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  add(record: LedgerRecord): void {
    this.#ended = record.t === 'end';
    if (record.t === 'end') this.#ends = [...this.#ends, record];
    else this.#journal.add(record);
  }

  /** A run whose end is kept back is as good as cut off until `release`: the disk is waited for then. */
  flush(lasting = true): void {
    this.#journal.flush(lasting && !this.#ended);
  }

  /** Ends all runs. @param undone whether everything they did was undone after all */
  release(undone: boolean): void {
    for (const end of this.#ends) this.#journal.add({ ...end, rolledBack: end.rolledBack || undone });
    this.#ends = [];
    this.#journal.flush();
  }
}
