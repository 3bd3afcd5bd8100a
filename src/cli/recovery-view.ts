import type { Recovery } from '../kernel/iproute2/recover-host.ts';
import type { RecoverReport } from '../organism/world/host-kernel.ts';
import { waitingLine } from './armed-view.ts';
import { kernelTime } from './kernel-time.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';

/** `sg recover` for people. */
export function recoveryView({ recovered, accepted, waiting }: RecoverReport, style: Style): string {
  const waits = waiting.map((change) => waitingLine(change, style));
  if (recovered.length === 0 && accepted.length === 0)
    return ['Nothing was cut off: there is nothing to recover.', ...waits].join('\n\n');
  const told = recovered.map((recovery) => recoveredView(recovery, style));
  const taken =
    accepted.length === 0 ? [] : ['What could not be undone, or waited to be confirmed, is taken as it is.'];
  return [...told, ...taken, ...waits].join('\n\n');
}

const outcomes: Readonly<Record<Recovery['outcome'], string>> = {
  restored: 'undone: everything is as it was before',
  'nothing-to-do': 'nothing was to be undone',
  restarted: 'the host has restarted since, and with that it was undone',
  elsewhere: 'left alone: it belongs to another network namespace',
  incomplete: 'not all of it could be undone',
};

/** Work that was cut off, and what became of it. */
export function recoveredView({ label, at, outcome, operations, differences }: Recovery, style: Style): string {
  const paint = outcome === 'restored' ? style.good : outcome === 'incomplete' ? style.bad : style.dim;
  const when = at === null ? '' : style.dim(`  ${kernelTime(at)}`);
  const begun = operations.map((operation) => `  ${printableLine(operation, 76)}`);
  const left = differences.map(
    ({ path, before, after }) => `  ${style.warn(printableLine(path, 40))}  ${change(before)} -> ${change(after)}`,
  );
  return [`${printableLine(label ?? 'unknown', 50)}${when}`, ...begun, paint(outcomes[outcome]), ...left].join('\n');
}

function change(value: unknown): string {
  return printableLine(value === undefined ? 'not there' : JSON.stringify(value), 30);
}
