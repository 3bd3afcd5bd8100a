/**
 * What became of one attempt of one allele.
 * - `ok`: did what the contract asks.
 * - `refused`: named a refusal its contract declares: a right answer, not scored as a failure.
 * - `gene-failure`: exception, limit, invalid output, undeclared failure, unhealthy verification, or a change outside
 *   what it was asked to touch.
 * - `environment`: the kernel or bus was unavailable: not scored, may be retried.
 */
export const outcomes = ['ok', 'refused', 'gene-failure', 'environment'] as const;

export type Outcome = (typeof outcomes)[number];
