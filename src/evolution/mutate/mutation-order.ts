import type { Sha256 } from '../../model/digest.ts';
import { aheadSignature, failureSignature, symptomText, symptomsOf } from './failure-symptoms.ts';
import { openMutationScene, type MutationScene } from './mutation-scene.ts';
import { readPrompting, type Prompting } from './prompting-case.ts';

export interface MutateRequest {
  /** A folder inside the genome repository. */
  readonly start: string;
  readonly locus: string;
  readonly phenotype: string;
  /** The branch that proposals start from and are merged into. */
  readonly base: string;
  readonly remote: string;
  /** File of the failure case; without it, alleles are made ahead of any failure. */
  readonly case?: string;
  /** How many candidates to ask for. */
  readonly count: number;
  /** Ask nobody. */
  readonly dryRun: boolean;
}

/** Everything that is known before anybody is asked. */
export interface MutationOrder {
  readonly request: MutateRequest;
  readonly scene: MutationScene;
  readonly prompting: Prompting | undefined;
  readonly signature: Sha256;
  /** What the failure looks like; empty ahead of any. */
  readonly symptoms: string;
  readonly parent: Sha256 | undefined;
}

/** Reads what the request is about, and refuses what can't be done. */
export async function prepareMutation(request: MutateRequest): Promise<MutationOrder> {
  const scene = await openMutationScene(request);
  const prompting = request.case === undefined ? undefined : await readPrompting(scene, request.case);
  const { locus } = request;
  const [incumbent] = scene.stack;
  if (prompting === undefined) {
    const signature = aheadSignature(locus, scene.contractDigest, incumbent);
    return { request, scene, prompting, signature, symptoms: '', parent: incumbent };
  }
  const symptoms = symptomsOf(prompting.failure);
  const signature = failureSignature(locus, scene.contractDigest, symptoms);
  const failed = prompting.failure.attempts.map(({ allele }) => allele).filter((allele) => scene.pool.includes(allele));
  const parent = failed.find((allele) => allele === incumbent) ?? failed[0] ?? incumbent;
  return { request, scene, prompting, signature, symptoms: symptomText(symptoms), parent };
}
