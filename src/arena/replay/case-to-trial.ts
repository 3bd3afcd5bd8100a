import type { GeneContract } from '../../contract/ast.ts';
import { inputValidator } from '../../contract/validators.ts';
import { SgError } from '../../errors/sg-error.ts';
import { worldFromSnapshot } from '../../kernel/mock/world-from-snapshot.ts';
import { parseWorld } from '../../kernel/mock/world-file.ts';
import type { World } from '../../kernel/mock/world-schema.ts';
import type { FailureCase, WholeFailureCase } from '../../organism/cases/failure-case-format.ts';
import type { TrialCase } from '../trial-case.ts';

/** A failure case as a trial, or why it can't be one. */
export type Replay =
  | { readonly replayable: true; readonly trial: TrialCase }
  /** `digest-only`, `redacted`: policy kept no more; `outdated-input`: the contract takes something else by now. */
  | { readonly replayable: false; readonly reason: ReplayObstacle; readonly message: string };

export type ReplayObstacle = 'digest-only' | 'redacted' | 'other-locus' | 'outdated-input' | 'no-world' | 'unreadable';

/**
 * Puts a failure case to the contract as it is now. The world is the mock's own as it was at that moment, else the one that
 * the kernel's picture describes, in which timers and what is beyond the wires are a guess.
 * @param source shown as the trial's origin
 */
export function caseToTrial(contract: GeneContract, failure: FailureCase, source: string): Replay {
  if (failure.locus !== contract.name.text) {
    return obstacle('other-locus', `it is a case of ${failure.locus}, not of ${contract.name.text}`);
  }
  if (failure.capture === 'digest') return obstacle('digest-only', 'the phenotype let only digests be kept');
  if (failure.redaction?.replays === false) {
    return obstacle('redacted', 'what it rests on was lost when it was redacted');
  }
  const input = inputValidator(contract).validate(failure.input);
  if (!input.ok) {
    return obstacle('outdated-input', `its input does not fit the contract: ${input.issues[0]?.message ?? ''}`);
  }
  const world = worldOf(failure, source);
  if (typeof world === 'string') return obstacle('no-world', world);
  const { faults } = failure;
  const trial = { world, input: input.value, origin: `case ${source}` };
  return { replayable: true, trial: faults === undefined ? trial : { ...trial, faults } };
}

function obstacle(reason: ReplayObstacle, message: string): Replay {
  return { replayable: false, reason, message };
}

/** The world, or what is wrong with the one the case holds. */
function worldOf({ moment, world }: WholeFailureCase, source: string): World | string {
  try {
    return moment === undefined ? worldFromSnapshot(world, source) : parseWorld(JSON.stringify(moment), source);
  } catch (error) {
    if (error instanceof SgError) return error.message;
    throw error;
  }
}
