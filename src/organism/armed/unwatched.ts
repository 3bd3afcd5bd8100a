import type { DueCheck } from '../../ledger/record.ts';
import { canonicalJson } from '../../model/canonical-json.ts';

/** What a run did not wait for: the end of its last window, in kernel time, and what is to be asked then. */
export interface Unwatched {
  readonly until: number;
  readonly checks: readonly DueCheck[];
}

/** Several of them as one, each question once; `undefined` where there is none. */
export function together(parts: readonly Unwatched[]): Unwatched | undefined {
  if (parts.length === 0) return undefined;
  const checks = new Map(parts.flatMap((part) => part.checks.map((check) => [canonicalJson(check), check])));
  return { until: Math.max(...parts.map(({ until }) => until)), checks: [...checks.values()] };
}
