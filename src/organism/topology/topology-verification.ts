import type { PathwayContract, TopologyContract } from '../../contract/ast.ts';
import type { JsonObject } from '../../model/json.ts';
import type { DormantOrganism } from '../open-organism.ts';
import { verifyTargets } from '../run/reachable-loci.ts';
import type { PreparedRun } from '../run/run.ts';

/** How the ledger names the run that verifies a topology; no pathway can be called so. */
export function verificationTarget(topology: string): string {
  return `topology ${topology}`;
}

/**
 * The verification of a topology as a run of its own: a pathway without steps, which changes nothing and asks what the
 * topology asks. `undefined` when it asks nothing.
 * @throws UsageError locus-not-expressed; IntegrityError on a digest that does not match
 */
export async function prepareVerification(
  organism: DormantOrganism,
  topology: TopologyContract,
  input: JsonObject,
): Promise<PreparedRun | undefined> {
  const checks = verifyTargets(topology.verify);
  if (checks.length === 0) return undefined;
  for (const check of checks) await organism.alleles.load(check);
  return { contract: asPathway(topology), input, changes: false };
}

function asPathway(topology: TopologyContract): PathwayContract {
  const { span, name, domain, does, takes, types, verify } = topology;
  const empty = { provides: [], steps: [], requires: [], examples: [], onFailure: undefined };
  return { kind: 'pathway', risk: 'none', span, name, domain, does, takes, types, verify, ...empty };
}
