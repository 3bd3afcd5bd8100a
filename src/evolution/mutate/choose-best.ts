import type { Evidence } from '../../arena/evidence.ts';

/** Verdicts with which an allele may be proposed, best first. In a review, a person has the word: so it is with proposals. */
const fit: readonly Evidence['verdict']['result'][] = ['better', 'passed', 'review'];

/**
 * The one to propose: by verdict, then by the evidence that it is better (M), then by cost (link flaps, operations, time in
 * the world), then by digest, so that the same candidates give the same choice.
 */
export function chooseBest(found: readonly Evidence[]): Evidence | undefined {
  return found.filter(({ verdict }) => fit.includes(verdict.result)).sort(better)[0];
}

function better(a: Evidence, b: Evidence): number {
  return (
    fit.indexOf(a.verdict.result) - fit.indexOf(b.verdict.result) ||
    measure(b) - measure(a) ||
    compareCost(a, b) ||
    (a.candidate < b.candidate ? -1 : 1)
  );
}

function measure({ competition }: Evidence): number {
  return Number(competition?.m ?? '0');
}

function compareCost(a: Evidence, b: Evidence): number {
  const [left, right] = [a.competition?.cost.candidate, b.competition?.cost.candidate];
  if (left === undefined || right === undefined) return 0;
  return left.linkFlaps - right.linkFlaps || left.operations - right.operations || left.worldTime - right.worldTime;
}
