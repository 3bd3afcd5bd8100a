import { canonicalJson } from '../model/canonical-json.ts';
import { sha256, type Sha256 } from '../model/digest.ts';
import type { Contract } from './ast.ts';
import { describeContract } from './describe.ts';

/**
 * SHA-256 of what a contract means: of the canonical JSON of `describeContract`. Layout, quoting and comments do not
 * change it; prose and descriptions do, because mutation engines read them.
 */
export function contractDigest(contract: Contract): Sha256 {
  return sha256(canonicalJson(describeContract(contract)));
}
