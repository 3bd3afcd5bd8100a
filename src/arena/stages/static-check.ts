import { contractDeclarations } from '../../contract/declarations.ts';
import { executable, type ContractSet } from '../../contract/contract-set.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { kernelDeclarations } from '../../kernel/declarations.generated.ts';
import type { CompilerThread } from '../static/compiler-thread.ts';
import type { Declarations } from '../static/type-checker.ts';
import type { StageResult } from '../stage-result.ts';
import { sourceFailures } from './source-failure.ts';

export interface StaticParts {
  readonly contracts: ContractSet;
  readonly compiler: CompilerThread;
}

/**
 * Second stage of the arena: TypeScript compares a source that has passed the first with the types its contract gives, and
 * with what the sandbox has. The types are made from the contracts here, never read from files a proposal could change.
 * Nothing of the candidate runs.
 */
export async function checkStatically(
  { locus, source }: { readonly locus: string; readonly source: string },
  { contracts, compiler }: StaticParts,
): Promise<StageResult> {
  const declarations = declarationsFor(contracts, locus, source);
  const failures = sourceFailures(await compiler.ask({ kind: 'check', locus, source, declarations }));
  return { stage: 'static', status: failures.length === 0 ? 'passed' : 'failed', checked: 1, failures };
}

/** The kernel, the locus's own contract, and those of other loci that a fused allele names. */
function declarationsFor(contracts: ContractSet, locus: string, source: string): Declarations {
  const named = [...source.matchAll(/\.\.\/([a-z][a-z0-9_]*)\/contract\.js/g)].map(([, name = '']) => name);
  const entries = [locus, ...named].flatMap((name) => {
    const contract = executable(contracts, name);
    return contract === undefined ? [] : [[`${name}/contract.d.ts`, contractDeclarations(contract)] as const];
  });
  if (executable(contracts, locus) === undefined) throw new InternalError(`no contract for ${locus}`);
  return { 'kernel.d.ts': kernelDeclarations, ...Object.fromEntries(entries) };
}
