import { canonicalJson } from '../../model/canonical-json.ts';
import { sha256, type Sha256 } from '../../model/digest.ts';
import type { JsonObject } from '../../model/json.ts';

/**
 * What names a failure case: in its file, in the ledger, and in the certificate of an allele it prompted. The moment is
 * left out: ages and timers that happened to be others make no other failure.
 */
export function caseDigest(value: JsonObject): Sha256 {
  return sha256(canonicalJson(Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'moment'))));
}
