import { askedBefore } from './after-canary.ts';
import type { OpenAttempt, OpenRun } from './open-run.ts';

/**
 * The inputs on which exactly one of two alleles was right, by the one that was. Genes are deterministic: a further trial
 * of an input adds nothing, so each stands once, on the side it was first seen on.
 */
export interface Disagreement {
  /** Inputs the allele with the lower digest was right on, as the first 16 characters of their digests. */
  readonly lower: Set<string>;
  readonly higher: Set<string>;
}

/** By locus, then by both digests, the lower one first, with a blank between them. */
export type Disagreements = Map<string, Map<string, Disagreement>>;

/** Inputs remembered of one pair. A test that has seen so many and not decided stands still from there on. */
export const mostInputs = 1024;

/** What of an input's or a failure case's digest is remembered. */
export function inputMark(digest: string): string {
  return digest.slice(0, 16);
}

/** Inputs on which `allele` was right and `other` wrong. */
export function rightWhereWrong(
  known: Disagreements,
  locus: string,
  allele: string,
  other: string,
): ReadonlySet<string> {
  const pair = known.get(locus)?.get(pairKey(allele, other));
  return (allele < other ? pair?.lower : pair?.higher) ?? new Set();
}

/**
 * Counts what an ended run says of its alleles against each other: one that was right on the very input that those before
 * it in the stack had just failed. What refused was not asked to win; what has its window still to come was not yet seen
 * to be right.
 */
export function countDisagreements(known: Disagreements, run: OpenRun): void {
  for (const [number, attempt] of run.attempts) {
    if (attempt.fallbackOf === undefined || !wasRight(run, number, attempt)) continue;
    for (const failed of failedBefore(run, attempt)) countRescue(known, attempt, failed);
  }
}

function wasRight(run: OpenRun, number: number, attempt: OpenAttempt): boolean {
  const answer = run.questions.get(attempt.question);
  if (answer?.outcome !== 'ok') return false;
  const { immediate = true, convergence = true } = answer.verdicts;
  const open = run.due.some((due) => due.attempt === number && due.timescale === 'convergence');
  return immediate && convergence && !open;
}

/**
 * Those that failed before it. A canary goes first on its hosts and is never asked what the dominant failed: there it can
 * only lose, so its failures are no rescues by the stack.
 */
function failedBefore(run: OpenRun, attempt: OpenAttempt): readonly OpenAttempt[] {
  return askedBefore(run, attempt).filter(
    ({ outcome, allele, canary }) => outcome === 'gene-failure' && allele !== attempt.allele && canary !== true,
  );
}

function countRescue(known: Disagreements, right: OpenAttempt, wrong: OpenAttempt): void {
  const pair = pairAt(known, right.locus, pairKey(right.allele, wrong.allele));
  const input = inputMark(right.input);
  if (pair.lower.has(input) || pair.higher.has(input) || pair.lower.size + pair.higher.size >= mostInputs) return;
  (right.allele < wrong.allele ? pair.lower : pair.higher).add(input);
}

function pairAt(known: Disagreements, locus: string, key: string): Disagreement {
  const pairs = known.get(locus) ?? new Map<string, Disagreement>();
  known.set(locus, pairs);
  const pair = pairs.get(key) ?? { lower: new Set(), higher: new Set() };
  pairs.set(key, pair);
  return pair;
}

function pairKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

/** As it stands in files: locus, both digests, inputs of each side. */
export type DisagreementJson = readonly [string, string, readonly string[], readonly string[]];

export function disagreementsJson(known: Disagreements): readonly DisagreementJson[] {
  return [...known].flatMap(([locus, pairs]) =>
    [...pairs].map(([key, { lower, higher }]): DisagreementJson => [locus, key, [...lower], [...higher]]),
  );
}

export function disagreementsOfJson(json: readonly DisagreementJson[]): Disagreements {
  const known: Disagreements = new Map();
  for (const [locus, key, lower, higher] of json) {
    const pairs = known.get(locus) ?? new Map<string, Disagreement>();
    known.set(locus, pairs.set(key, { lower: new Set(lower), higher: new Set(higher) }));
  }
  return known;
}
