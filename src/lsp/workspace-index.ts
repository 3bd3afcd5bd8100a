import type { Contract } from '../contract/ast.ts';
import { checkContracts } from '../contract/check.ts';
import { providerOf, type ContractSet } from '../contract/contract-set.ts';
import type { Diagnostic } from '../contract/diagnostic.ts';
import { parseContract } from '../contract/parse.ts';
import type { ContractSource } from '../contract/source.ts';
import { networkVocabulary } from '../kernel/vocabulary.ts';
import type { Occurrence } from './occurrence.ts';
import { occurrencesIn } from './occurrences.ts';

/** An occurrence and the file it stands in. */
export interface FiledOccurrence extends Occurrence {
  readonly file: string;
}

/** All contracts of a workspace as they are typed now: what they mean together, and where everything is named. */
export interface WorkspaceIndex {
  readonly sources: ReadonlyMap<string, string>;
  /** Contracts that are whole. */
  readonly set: ContractSet;
  readonly diagnostics: readonly Diagnostic[];
  /** By file: also what can be read of a contract with faults. */
  readonly contracts: ReadonlyMap<string, Contract>;
  readonly occurrences: readonly FiledOccurrence[];
}

/** Checks everything anew, so that nothing can be out of date; with a reader that remembers, unchanged files cost nothing. */
export function indexWorkspace(
  sources: readonly ContractSource[],
  parse: typeof parseContract = parseContract,
): WorkspaceIndex {
  const { value: set, diagnostics } = checkContracts(sources, { vocabulary: networkVocabulary, parse });
  const contracts = new Map<string, Contract>();
  for (const source of sources) {
    const { value } = parse(source);
    if (value !== undefined) contracts.set(source.file, value);
  }
  const context = { providerOf: (kind: string) => providerOf(set, kind)?.name.text };
  const occurrences = [...contracts].flatMap(([file, contract]) =>
    occurrencesIn(contract, context).map((occurrence) => ({ ...occurrence, file })),
  );
  return { sources: new Map(sources.map(({ file, text }) => [file, text])), set, diagnostics, contracts, occurrences };
}

/** What is named at an offset of a file, the end of a name included: there the cursor stands while one types. */
export function occurrenceAt(index: WorkspaceIndex, file: string, offset: number): FiledOccurrence | undefined {
  return index.occurrences.find(
    ({ file: found, span }) => found === file && span.start.offset <= offset && offset <= span.end.offset,
  );
}

/** Every place that names the same thing. */
export function samePlaces(index: WorkspaceIndex, { symbol }: Occurrence): readonly FiledOccurrence[] {
  return index.occurrences.filter((each) => each.symbol === symbol);
}

/** The contract a locus or topology symbol, or one of a contract's own, belongs to. */
export function contractNamed(set: ContractSet, name: string): Contract | undefined {
  return set.genes.get(name) ?? set.pathways.get(name) ?? set.topologies.get(name);
}

/** Reads contracts, and remembers of each file what its last text gave. */
export function rememberingParser(): typeof parseContract {
  const known = new Map<string, { readonly text: string; readonly read: ReturnType<typeof parseContract> }>();
  return (source) => {
    const last = known.get(source.file);
    if (last?.text === source.text) return last.read;
    const read = parseContract(source);
    known.set(source.file, { text: source.text, read });
    return read;
  };
}
