import type { Span } from '../contract/ast.ts';

/** What a name in a contract stands for. */
export type SymbolKind =
  'contract' | 'parameter' | 'output' | 'type' | 'type-field' | 'variable' | 'resource' | 'resource-kind';

/** One place in a contract's text where something is named. */
export interface Occurrence {
  readonly kind: SymbolKind;
  /** The same for every place that names the same thing: `parameter bridge_create bridge_name`. */
  readonly symbol: string;
  /** What is written there. */
  readonly name: string;
  readonly span: Span;
  /** Whether the thing is declared here. */
  readonly declares: boolean;
}

/** A symbol of a contract's own; contract names are a name space of their own. */
export function symbolOf(kind: SymbolKind, contract: string, name: string): string {
  return `${kind} ${contract} ${name}`;
}

/** The locus or topology of that name. */
export function contractSymbol(kind: 'locus' | 'topology', name: string): string {
  return `contract ${kind} ${name}`;
}
