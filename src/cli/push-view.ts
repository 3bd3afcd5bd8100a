import type { PushLedgerResult } from '../evolution/exchange/push-ledger.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';

const reasons = {
  policy: 'the capture policy keeps it here',
  secret: 'it holds a secret of the environment',
  damaged: 'it is damaged',
} as const;

/** What `sg push` gave away, and what it kept. */
export function pushView(result: PushLedgerResult, style: Style): string {
  const { branch, commit, remote, cases, withheld } = result;
  const at = commit === null ? '' : ` at ${commit.slice(0, 12)}`;
  return [
    printable(
      `${word(result, style)}  ${branch}${at} to ${remote}: ${cases} new failure ${cases === 1 ? 'case' : 'cases'}`,
    ),
    ...withheld.map((each) => `${style.warn('kept here')}  ${printable(each.case)}: ${reasons[each.reason]}`),
  ].join('\n');
}

function word({ commit, pushed, dryRun, changed }: PushLedgerResult, style: Style): string {
  if (dryRun) return changed ? style.good('would be pushed') : style.dim('as pushed');
  if (commit === null) return style.dim('nothing to push');
  return pushed && changed ? style.good('pushed') : style.dim('as pushed');
}
