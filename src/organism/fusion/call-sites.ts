import type { Call, GeneContract, PathwayContract } from '../../contract/ast.ts';
import { executable, type ContractSet } from '../../contract/contract-set.ts';
import { InternalError } from '../../errors/internal-error.ts';

/** A place in a pathway's text where something is called; composed pathways are looked into. */
export interface CallSite {
  /** Path of step numbers without the rounds of loops: `1.3`, `3.2`. */
  readonly path: string;
  readonly contract: GeneContract | PathwayContract;
}

/** Every call a run of the pathway may make, branches included, in the order written. */
export function callSites(contracts: ContractSet, contract: PathwayContract, prefix = ''): readonly CallSite[] {
  return contract.steps.flatMap((step) => {
    const path = `${prefix}${step.number}`;
    if (step.kind === 'call') return sitesOf(contracts, step.call, path);
    if (step.kind === 'when') return step.branches.flatMap(({ call }) => sitesOf(contracts, call, path));
    return step.body.flatMap((call, index) =>
      sitesOf(contracts, call, `${path}${bodySuffix(step.body.length, index)}`),
    );
  });
}

function sitesOf(contracts: ContractSet, call: Call, path: string): readonly CallSite[] {
  const contract = executable(contracts, call.target.text);
  if (contract === undefined) throw new InternalError(`Step ${path} names "${call.target.text}", which is not there.`);
  const below = contract.kind === 'pathway' ? callSites(contracts, contract, `${path}.`) : [];
  return [{ path, contract }, ...below];
}

/** A body of several calls numbers them: `3[1].2`. */
export function bodySuffix(length: number, index: number): string {
  return length === 1 ? '' : `.${index + 1}`;
}

/** `3[12].1` as its place in the text, `3.1`. */
export function withoutRounds(path: string): string {
  return path.replaceAll(/\[\d+\]/g, '');
}
