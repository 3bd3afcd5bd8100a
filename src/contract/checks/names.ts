import type { Diagnostic } from '../diagnostic.ts';
import { diagnose } from '../diagnose.ts';
import type { Contract } from '../ast.ts';
import type { Check, WholeContract } from './check-context.ts';

const folders: Readonly<Record<Contract['kind'], string>> = {
  gene: 'genes',
  pathway: 'pathways',
  topology: 'topologies',
};

/** Two contracts of one name: genes and pathways share the loci, topologies have names of their own. */
export function duplicateContracts(contracts: readonly WholeContract[]): readonly Diagnostic[] {
  const first = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  for (const { contract, file } of contracts) {
    const space = contract.kind === 'topology' ? 'topology' : 'locus';
    const key = `${space} ${contract.name.text}`;
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, file);
      continue;
    }
    diagnostics.push(
      diagnose('duplicate-contract', {
        file,
        span: contract.name.span,
        message: `The ${space} ${contract.name.text} is already defined in ${other}.`,
        expected: `a name no other ${space === 'topology' ? 'topology' : 'gene or pathway'} has`,
      }),
    );
  }
  return diagnostics;
}

/** `contracts/genes/bridge_create.sg` holds the gene bridge_create: people and tools look there for it. */
export function checkFileName(file: string): Check<Contract> {
  return ({ kind, name }, { report }) => {
    const [base = '', folder = ''] = file.split(/[\\/]/).reverse();
    if (base !== `${name.text}.sg`) {
      report('file-name-mismatch', name, `The file ${base} holds the ${kind} ${name.text}.`, {
        expected: `the file name ${name.text}.sg`,
      });
    } else if (Object.values(folders).includes(folder) && folder !== folders[kind]) {
      report('wrong-folder', name, `The ${kind} ${name.text} stands in the folder ${folder}.`, {
        expected: `the folder ${folders[kind]}`,
      });
    }
  };
}
