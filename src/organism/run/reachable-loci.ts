import type { Contract, GeneContract, Verify } from '../../contract/ast.ts';
import type { ContractSet } from '../../contract/contract-set.ts';

/** Every gene contract a run of `start` may express: its steps, composed pathways and all verifications, once each. */
export function reachableLoci(contracts: ContractSet, start: Contract): readonly GeneContract[] {
  const seen = new Set<string>();
  const genes: GeneContract[] = [];
  const waiting = [start.name.text];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const gene = contracts.genes.get(name);
    if (gene !== undefined) genes.push(gene);
    waiting.push(...targets(gene ?? contracts.pathways.get(name)));
  }
  return genes;
}

function targets(contract: Contract | undefined): string[] {
  if (contract === undefined) return [];
  const verified = verifyTargets(contract.verify);
  return contract.kind === 'pathway' ? [...stepTargets(contract), ...verified] : verified;
}

function stepTargets(contract: Extract<Contract, { kind: 'pathway' }>): string[] {
  return contract.steps.flatMap((step) => {
    if (step.kind === 'call') return [step.call.target.text];
    if (step.kind === 'for') return step.body.map((call) => call.target.text);
    return step.branches.map((branch) => branch.call.target.text);
  });
}

/** Names of the diagnostics a verification asks, in the order written. */
export function verifyTargets(verify: Verify | undefined): string[] {
  return (verify?.items ?? []).flatMap((item) => {
    if (item.kind === 'call') return [item.target.text];
    return item.kind === 'for' ? item.body.map((call) => call.target.text) : [];
  });
}
