import type { Decomposition } from '../run/report.ts';
import type { RunContext } from '../run/run-context.ts';

/** Puts on record, and into the run's memory, that a fused allele failed here: it is not tried again. */
export async function recordDecomposed(
  { organism, run, memory }: RunContext,
  decomposition: Decomposition,
): Promise<void> {
  const at = await organism.kernel.now();
  const { reason } = decomposition;
  organism.journal.add({ t: 'decomposed', run, at, ...decomposition, reason: reason.slice(0, 500) });
  memory.decomposed(decomposition);
}
