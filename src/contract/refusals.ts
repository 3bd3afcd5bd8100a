import type { JsonObject } from '../model/json.ts';
import type { ExecutableContract } from './contract-set.ts';

/**
 * Conditions of the `fails when` bullets that end in `-> success=false`: the names a gene may refuse by. A pathway
 * declares none: what refuses is one of its steps.
 */
export function declaredRefusals(contract: ExecutableContract): readonly string[] {
  if (contract.kind === 'pathway') return [];
  return contract.failsWhen.filter((clause) => clause.consequence === 'refusal').map((clause) => clause.condition);
}

/** What a valid output says: it worked, it refused for a declared reason, or it failed. */
export type OutputClass = 'success' | 'refused' | 'failed';

/**
 * Reads an output that `outputValidator` has accepted. Refusing with a declared refusal is a right answer; `success:
 * false` without one is a failure. Where the contract gives no `success`, a valid output is a success.
 */
export function classifyOutput(contract: ExecutableContract, output: JsonObject): OutputClass {
  if (!givesSuccess(contract) || output['success'] === true) return 'success';
  const refusal = Object.hasOwn(output, 'refusal') ? output['refusal'] : undefined;
  return typeof refusal === 'string' && declaredRefusals(contract).includes(refusal) ? 'refused' : 'failed';
}

/** Whether outputs say for themselves if they worked; a pathway's always do. */
function givesSuccess(contract: ExecutableContract): boolean {
  return contract.kind === 'pathway' || contract.gives.some((field) => field.name.text === 'success');
}
