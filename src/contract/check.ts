import type { Contract, PathwayContract } from './ast.ts';
import { checkContext, type WholeContract } from './checks/check-context.ts';
import { checkContract } from './checks/checks.ts';
import { compositionCycles, type FiledPathway } from './checks/composition.ts';
import { checkFileName, duplicateContracts } from './checks/names.ts';
import { duplicateProviders } from './checks/topology.ts';
import type { ContractSet } from './contract-set.ts';
import type { Checked, Diagnostic } from './diagnostic.ts';
import { parseContract } from './parse.ts';
import type { ContractSource } from './source.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface CheckOptions {
  /** Of the kernel's domain: without it `given` and `then` lines are not looked into. */
  readonly vocabulary?: Vocabulary;
  /** Reads a file: for callers that remember what they have read. */
  readonly parse?: typeof parseContract;
}

/**
 * Reads every file and checks what the contracts mean together. The set holds each contract whose text is whole, also when
 * its meaning is at fault; of two with one name, the first. Diagnostics stand in the order of the files, then by position;
 * one fault gives one diagnostic.
 */
export function checkContracts(sources: readonly ContractSource[], options: CheckOptions = {}): Checked<ContractSet> {
  const diagnostics: Diagnostic[] = [];
  const { whole, broken } = readAll(sources, options.parse ?? parseContract, diagnostics);
  const set = contractSet(whole.map(({ contract }) => contract));
  const shared = { set, broken, vocabulary: options.vocabulary };
  for (const { contract, file } of whole) {
    const context = checkContext(file, shared, diagnostics);
    checkFileName(file)(contract, context);
    checkContract(contract, context);
  }
  const pathways = whole.filter(isPathway);
  diagnostics.push(...duplicateContracts(whole), ...compositionCycles(pathways), ...duplicateProviders(pathways));
  return { value: set, diagnostics: inOrder(diagnostics, sources) };
}

/** The set of contracts that are known to have no fault. */
export function uncheckedContracts(sources: readonly ContractSource[], parse: typeof parseContract): ContractSet {
  return contractSet(readAll(sources, parse, []).whole.map(({ contract }) => contract));
}

interface ReadContracts {
  readonly whole: readonly WholeContract[];
  readonly broken: ReadonlySet<string>;
}

function readAll(
  sources: readonly ContractSource[],
  parse: typeof parseContract,
  diagnostics: Diagnostic[],
): ReadContracts {
  const whole: WholeContract[] = [];
  const broken = new Set<string>();
  for (const source of sources) {
    const { value: contract, diagnostics: faults } = parse(source);
    diagnostics.push(...faults);
    if (contract !== undefined && !faults.some(({ severity }) => severity === 'error')) {
      whole.push({ contract, file: source.file });
      continue;
    }
    // A header that cannot be read hides the name; by convention the file has it too.
    broken.add(fileStem(source.file));
    if (contract !== undefined) broken.add(contract.name.text);
  }
  return { whole, broken };
}

function fileStem(file: string): string {
  return (file.split(/[\\/]/).at(-1) ?? '').replace(/\.sg$/, '');
}

function contractSet(contracts: readonly Contract[]): ContractSet {
  const genes = new Map<string, Extract<Contract, { kind: 'gene' }>>();
  const pathways = new Map<string, PathwayContract>();
  const topologies = new Map<string, Extract<Contract, { kind: 'topology' }>>();
  for (const contract of contracts) {
    const name = contract.name.text;
    if (contract.kind === 'topology') {
      if (!topologies.has(name)) topologies.set(name, contract);
    } else if (!genes.has(name) && !pathways.has(name)) {
      if (contract.kind === 'gene') genes.set(name, contract);
      else pathways.set(name, contract);
    }
  }
  return { genes, pathways, topologies };
}

function isPathway(filed: WholeContract): filed is FiledPathway {
  return filed.contract.kind === 'pathway';
}

function inOrder(diagnostics: readonly Diagnostic[], sources: readonly ContractSource[]): readonly Diagnostic[] {
  const rank = new Map(sources.map(({ file }, index) => [file, index]));
  return diagnostics.toSorted(
    (a, b) => (rank.get(a.file) ?? 0) - (rank.get(b.file) ?? 0) || a.span.start.offset - b.span.start.offset,
  );
}
