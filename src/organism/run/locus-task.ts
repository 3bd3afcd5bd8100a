import type { GeneContract } from '../../contract/ast.ts';
import type { ExecutableContract } from '../../contract/contract-set.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import { sha256, type Sha256 } from '../../model/digest.ts';
import type { JsonObject } from '../../model/json.ts';

/**
 * One question put to a locus: the contract, a validated input, and where in the run it stands. A pathway's locus is asked
 * through its fused allele only.
 */
export interface LocusTask<C extends ExecutableContract = GeneContract> {
  readonly contract: C;
  readonly locus: string;
  readonly input: JsonObject;
  readonly inputDigest: Sha256;
  readonly step: string;
  readonly via: readonly string[];
}

export function locusTask(
  contract: GeneContract,
  input: JsonObject,
  step: string,
  via: readonly string[] = [],
): LocusTask {
  return { contract, locus: contract.name.text, input, inputDigest: sha256(canonicalJson(input)), step, via };
}
