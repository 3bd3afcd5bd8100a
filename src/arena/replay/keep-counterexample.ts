import type { Evidence } from '../evidence.ts';
import { trialToCase, writeCaseFile } from './write-case-file.ts';

/**
 * Keeps the world in which a rejected candidate failed as a failure case, for `--case` and `sg mutate`.
 * @param folder apart from the failures that runs captured: those are put to every candidate unasked
 * @returns path of the file; undefined where no world was shown
 */
export async function keepCounterexample(folder: string, evidence: Evidence): Promise<string | undefined> {
  const { counterexample, locus, candidate, basis } = evidence;
  const contract = basis.contracts[locus];
  if (counterexample === null || contract === undefined) return undefined;
  const { kind, message } = counterexample.failure;
  const failure = { locus, contract, allele: candidate, kind, message };
  return writeCaseFile(folder, trialToCase(counterexample.trial, failure));
}
