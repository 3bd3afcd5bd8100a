import type { OpenAttempt, OpenRun } from './open-run.ts';

/** The attempts that this one answers after, the last one first, as far as they were asked the same. */
export function askedBefore(run: OpenRun, attempt: OpenAttempt): readonly OpenAttempt[] {
  const before: OpenAttempt[] = [];
  const seen = new Set<number>();
  for (let link = attempt.fallbackOf; link !== undefined && !seen.has(link);) {
    seen.add(link);
    const asked = run.attempts.get(link);
    if (asked?.locus !== attempt.locus || asked.input !== attempt.input) break;
    before.push(asked);
    link = asked.fallbackOf;
  }
  return before;
}

/**
 * Whether it was asked only because a canary had failed. Such inputs are harder than what the stack is asked elsewhere: held
 * against the stack's alleles they would make any canary look better than an equal one.
 */
export function followsCanary(run: OpenRun, attempt: OpenAttempt): boolean {
  return askedBefore(run, attempt).some(({ canary, outcome }) => canary === true && outcome === 'gene-failure');
}
