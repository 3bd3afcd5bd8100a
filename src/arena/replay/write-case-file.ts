import { snapshotOf } from '../../kernel/mock/snapshot.ts';
import type { Sha256 } from '../../model/digest.ts';
import type { JsonObject } from '../../model/json.ts';
import { storeCase } from '../../organism/cases/case-store.ts';
import { failureCaseVersion, type WholeFailureCase } from '../../organism/cases/failure-case-format.ts';
import type { TrialCase } from '../trial-case.ts';

/** What failed at a trial, and how. */
export interface TrialFailure {
  readonly locus: string;
  /** Digest of the contract. */
  readonly contract: Sha256;
  readonly allele: Sha256;
  readonly kind: string;
  /** Untrusted. */
  readonly message: string;
}

/** A trial that failed as a failure case. What the gene did is left out: a replay tells. */
export function trialToCase(trial: TrialCase, failure: TrialFailure): WholeFailureCase {
  const { locus, contract, allele, kind, message } = failure;
  return {
    version: failureCaseVersion,
    locus,
    contract,
    kernel: 'mock',
    origin: trial.origin,
    capture: 'full',
    input: trial.input,
    world: snapshotOf(trial.world),
    moment: trial.world,
    ...(trial.faults === undefined ? {} : { faults: trial.faults }),
    attempts: [{ allele, error: { kind, message }, operations: [], operationsLeftOut: 0, verify: [] }],
  };
}

/** Writes the case beside those that runs captured and gives its path; equal cases are one file. */
export function writeCaseFile(folder: string, failure: WholeFailureCase): Promise<string> {
  return storeCase(folder, failure.locus, failure as unknown as JsonObject);
}
