import { hostClock } from '../../kernel/observe/observe-operations.ts';
import { LedgerWriter } from '../../ledger/ledger-writer.ts';

/** Whatever was left to be looked at of these runs is not there any more; on the disk when this returns. */
export function recordUndone(ledger: string | undefined, runs: readonly string[]): void {
  if (ledger === undefined) return;
  const writer = new LedgerWriter(ledger);
  for (const run of runs) writer.add({ t: 'undone', run, at: hostClock() });
  writer.sync();
  writer.close();
}
