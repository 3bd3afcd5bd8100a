import type { RollbackResult } from '../organism/history/rollback.ts';
import type { Snapshot } from '../organism/history/snapshots.ts';
import { genomeDiffView } from './diff-view.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

/** `sg snapshot --list` for people. */
export function snapshotsView(snapshots: readonly Snapshot[], style: Style): string {
  if (snapshots.length === 0) return 'There are no snapshots; `sg snapshot NAME` takes one.';
  const head = ['SNAPSHOT', 'COMMIT', 'TAKEN', 'BY'].map(style.dim);
  const rows = snapshots.map(({ name, commit, taken, by }) => [
    printableLine(name, 64),
    commit.slice(0, 12),
    taken ?? style.dim('unknown'),
    by === null ? style.dim('unknown') : printableLine(by, 60),
  ]);
  return table([head, ...rows]);
}

/** The outcome of `sg rollback` for people: what it changes, then what became of it. */
export function rollbackView({ snapshot, diff, files, changed, dryRun, commit }: RollbackResult, style: Style): string {
  const name = printableLine(snapshot.name, 64);
  if (!changed) return `Nothing to do: contracts and phenotypes are as in snapshot ${name}.`;
  const count = `${files.length} ${files.length === 1 ? 'file' : 'files'}`;
  const done = dryRun
    ? `${style.warn('dry run')}: ${count} would go back to snapshot ${name}`
    : `${style.good('done')}: ${count} back to snapshot ${name}, commit ${commit?.slice(0, 12) ?? ''}`;
  const difference = genomeDiffView(diff, style);
  return difference === '' ? done : `${difference}\n\n${done}`;
}
