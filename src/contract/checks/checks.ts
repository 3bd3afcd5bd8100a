import type { Contract } from '../ast.ts';
import type { Check, CheckContext } from './check-context.ts';
import { checkExamples } from './examples.ts';
import { checkFields } from './fields.ts';
import { checkFamily, checkFeeds, checkGives, checkRefusals } from './gene.ts';
import { checkRequires } from './requires.ts';
import { checkSteps } from './steps.ts';
import { checkTopology } from './topology.ts';
import { checkTypes } from './types.ts';
import { checkVerify } from './verify.ts';

type ContractOf<K extends Contract['kind']> = Extract<Contract, { kind: K }>;

/** Every rule about one contract, by its kind. Rules about several files at once are in check.ts. */
const checks: { readonly [K in Contract['kind']]: readonly Check<ContractOf<K>>[] } = {
  gene: [checkTypes, checkFields, checkFamily, checkGives, checkRefusals, checkFeeds, checkVerify, checkExamples],
  pathway: [checkTypes, checkFields, checkSteps, checkRequires, checkVerify, checkExamples],
  topology: [checkTypes, checkFields, checkTopology, checkVerify],
};

export function checkContract(contract: Contract, context: CheckContext): void {
  for (const check of checks[contract.kind] as readonly Check<Contract>[]) check(contract, context);
}
