import type { DueCheck } from '../../ledger/record.ts';
import { runDiagnostic } from '../run/diagnostic-locus.ts';
import { locusTask } from '../run/locus-task.ts';
import type { RunContext } from '../run/run-context.ts';

export interface CheckAnswer {
  /** null: the diagnostic gave no answer, which says nothing about who acted. */
  readonly healthy: boolean | null;
  readonly error: string | null;
}

/** Asks one diagnostic now. A check that its contract no longer knows gets no answer. */
export async function askCheck(context: RunContext, { target, arguments: given }: DueCheck): Promise<CheckAnswer> {
  const contract = context.organism.contracts.genes.get(target);
  if (contract?.family !== 'diagnostic') return { healthy: null, error: `There is no diagnostic called "${target}".` };
  const input = context.organism.book.input(contract).validate(given);
  if (!input.ok) return { healthy: null, error: input.issues.map(({ message }) => message).join('; ') };
  const { report } = await runDiagnostic(context, locusTask(contract, input.value, 'watch'));
  const error = report.attempts.at(-1)?.error?.message ?? null;
  if (report.outcome === 'ok') return { healthy: report.output?.['healthy'] === true, error };
  // What a diagnostic refuses to look at is not there: that is not healthy.
  return { healthy: report.outcome === 'refused' ? false : null, error };
}
