import { inputMark } from './disagreements.ts';
import type { LedgerRecord } from './record.ts';

/** By locus: which input each captured failure case came from, oldest first, both as marks. */
export type FailureInputs = Map<string, Map<string, string>>;

/** Cases remembered of one locus; beyond, the oldest are forgotten. */
const mostCases = 4096;

export function rememberCase(known: FailureInputs, record: Extract<LedgerRecord, { t: 'case' }>): void {
  const cases = known.get(record.locus) ?? new Map<string, string>();
  known.set(record.locus, cases);
  const mark = inputMark(record.case);
  if (cases.has(mark)) return;
  const [oldest] = cases.keys();
  if (cases.size >= mostCases && oldest !== undefined) cases.delete(oldest);
  cases.set(mark, inputMark(record.input));
}

/** The input of a failure case, `undefined` where this ledger does not know the case. */
export function inputOfCase(known: FailureInputs, locus: string, failureCase: string): string | undefined {
  return known.get(locus)?.get(inputMark(failureCase));
}
