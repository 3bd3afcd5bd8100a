import type { DueCheck } from '../../ledger/record.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { Acted } from '../run/records.ts';
import type { CheckReport } from '../run/report.ts';
import type { RunContext } from '../run/run-context.ts';
import type { Verification } from '../run/verification.ts';
import { convergenceDue, resilienceDue } from './due-records.ts';

/**
 * Leaves to `sg watch` what a successful attempt still has to show: whether it holds for days, and, where the run does not
 * wait, whether it holds at the end of the contract's window; of a pathway's fused allele, of the longest of its windows.
 */
export async function leaveChecks(
  { organism, run }: RunContext,
  { attempt, task, gene }: Acted,
  verification: Verification | undefined,
): Promise<void> {
  const { contract, locus, input } = task;
  if (contract.kind === 'gene' && contract.family !== 'configuration') return;
  const who = { run, attempt, at: await organism.kernel.now(), locus, allele: gene.digest };
  if (verification?.unseen !== undefined) {
    const rest = Math.max(0, verification.unseen - who.at);
    for (const due of convergenceDue(who, rest, checksOf(verification.checks))) organism.journal.add(due);
  }
  for (const due of resilienceDue(organism.contracts, who, input)) organism.journal.add(due);
}

/** Each question once, whenever it was asked. */
function checksOf(asked: readonly CheckReport[]): readonly DueCheck[] {
  const checks = asked.map((check) => ({
    target: check.check,
    arguments: check.arguments as DueCheck['arguments'],
  }));
  return [...new Map(checks.map((check) => [canonicalJson(check), check])).values()];
}
