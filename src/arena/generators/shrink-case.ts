import type { GeneContract } from '../../contract/ast.ts';
import { sha256 } from '../../model/digest.ts';
import type { TrialCase } from '../trial-case.ts';
import { smallerFaults } from './shrink-faults.ts';
import { smallerInputs } from './shrink-input.ts';
import { smallerWorlds } from './shrink-world.ts';

/** What is left of a failing case. */
export interface Shrunk {
  readonly trial: TrialCase;
  /** How often `fails` was asked. */
  readonly calls: number;
  /** Nothing that is known to make a case smaller keeps it failing; false where the budget ended first. */
  readonly minimal: boolean;
}

/**
 * A smaller case that still fails: greedily less world, simpler input, fewer faults, as long as `fails` says so (compare
 * Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002). Every candidate is a world that
 * could be with an input that fits the contract. Deterministic where `fails` is.
 *
 * @param failing a case for which `fails` holds
 * @param fails whether a case fails in the way that matters; a caller who compares kinds of failure keeps to the one it
 *   has seen
 * @param budget how often `fails` may be asked
 */
export async function shrinkCase(
  contract: GeneContract,
  failing: TrialCase,
  fails: (candidate: TrialCase) => Promise<boolean>,
  budget: number,
): Promise<Shrunk> {
  const tried = new Set([keyOf(failing)]);
  const origin = `${failing.origin}, made smaller`;
  let best = failing;
  let calls = 0;
  for (let candidates = smallerCases(contract, best); ;) {
    const { value: candidate, done } = candidates.next();
    if (done === true) return { trial: best, calls, minimal: true };
    const key = keyOf(candidate);
    if (tried.has(key)) continue;
    if (calls >= budget) return { trial: best, calls, minimal: false };
    tried.add(key);
    calls += 1;
    if (!(await fails(candidate))) continue;
    best = { ...candidate, origin };
    candidates = smallerCases(contract, best);
  }
}

/** What takes away most comes first. */
function* smallerCases(contract: GeneContract, trial: TrialCase): Generator<TrialCase, undefined> {
  for (const world of smallerWorlds(trial.world)) yield { ...trial, world };
  for (const faults of smallerFaults(trial.faults)) yield withFaults(trial, faults);
  for (const input of smallerInputs(contract, trial.input, trial.world)) yield { ...trial, input };
  return undefined;
}

function withFaults({ world, input, origin }: TrialCase, faults: TrialCase['faults']): TrialCase {
  return { world, input, origin, ...(faults === undefined ? {} : { faults }) };
}

function keyOf({ world, input, faults }: TrialCase): string {
  return sha256(JSON.stringify([world, input, faults]));
}
