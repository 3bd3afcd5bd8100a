import type { PathwayContract } from '../../contract/ast.ts';
import type { PathwayResult } from '../run/pathway-run.ts';
import type { FusionReport } from '../run/report.ts';
import type { RunContext } from '../run/run-context.ts';
import { recordDecomposed } from './record-decomposed.ts';
import { countsFor } from './reinforcement.ts';

/** Puts on record how a pathway as a whole went, and that it came apart where it did. */
export async function recordPathway(
  context: RunContext,
  contract: PathwayContract,
  { ok, failure }: PathwayResult,
  { state, composition, allele, step, locus, reason = '' }: FusionReport,
): Promise<void> {
  const { organism, run } = context;
  const at = await organism.kernel.now();
  const pathway = contract.name.text;
  if (state === 'decomposed' && allele !== undefined) {
    const place = { ...(step === undefined ? {} : { step }), ...(locus === undefined ? {} : { locus }) };
    await recordDecomposed(context, { pathway, allele, ...place, reason });
  }
  if (!countsFor(failure)) return;
  const made = { pathway, contract: organism.book.digest(contract), composition, ok, fused: state === 'fused' };
  organism.journal.add({ t: 'pathway', run, at, ...made });
}
