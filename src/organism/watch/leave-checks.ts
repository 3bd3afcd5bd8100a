import type { DueCheck } from '../../ledger/record.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { Acted } from '../records.ts';
import type { CheckReport } from '../report.ts';
import type { RunContext } from '../run-context.ts';
import { convergenceDue, resilienceDue } from './due-records.ts';

/**
 * Leaves to `sg watch` what a successful configuration attempt still has to show: whether it holds for days, and, where
 * the run does not wait, whether it holds at the end of the contract's window.
 * @param asked what its verification asked at once
 */
export async function leaveChecks(
  { organism, run, wait }: RunContext,
  { attempt, task, gene }: Acted,
  asked: readonly CheckReport[],
): Promise<void> {
  const { contract, locus, input } = task;
  if (contract.kind !== 'gene' || contract.family !== 'configuration') return;
  const who = { run, attempt, at: await organism.kernel.now(), locus, allele: gene.digest };
  const window = contract.verify?.within?.duration.seconds;
  const unseen = wait || window === undefined ? [] : convergenceDue(who, window, checksOf(asked));
  for (const due of [...unseen, ...resilienceDue(organism.contracts, who, input)]) organism.journal.add(due);
}

/** Each question once, whenever it was asked. */
function checksOf(asked: readonly CheckReport[]): readonly DueCheck[] {
  const checks = asked.map((check) => ({
    target: check.check,
    arguments: check.arguments as DueCheck['arguments'],
  }));
  return [...new Map(checks.map((check) => [canonicalJson(check), check])).values()];
}
