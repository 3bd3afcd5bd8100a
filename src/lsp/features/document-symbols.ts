import { SymbolKind, type DocumentSymbol } from 'vscode-languageserver';
import type { Contract, Field, Span, Step } from '../../contract/ast.ts';
import { typeText } from '../../contract/type-text.ts';
import { rangeOf } from '../positions.ts';

/** The outline of a contract. */
export function documentSymbols(contract: Contract): DocumentSymbol[] {
  const children = [
    ...contract.takes.map((field) => fieldSymbol('takes', field)),
    ...(contract.kind === 'gene' ? contract.gives.map((field) => fieldSymbol('gives', field)) : []),
    ...contract.types.map(({ name, span }) => symbol(name.text, 'type', SymbolKind.Struct, span)),
    ...(contract.kind === 'pathway' ? contract.steps.map(stepSymbol) : []),
    ...(contract.kind === 'topology'
      ? contract.has.map(({ name, is, span }) => symbol(name.text, is.text, SymbolKind.Object, span))
      : []),
    ...(contract.kind === 'topology'
      ? []
      : contract.examples.map(({ title, span }) => symbol(title, 'example', SymbolKind.Event, span))),
  ];
  const kind = contract.kind === 'gene' ? SymbolKind.Function : SymbolKind.Module;
  return [{ ...symbol(contract.name.text, contract.kind, kind, widened(contract, children)), children }];
}

/** A parent has to hold its children, also in a contract half typed. */
function widened({ span }: Contract, children: readonly DocumentSymbol[]): Span {
  const last = children.reduce((line, { range }) => Math.max(line, range.end.line + 2), span.end.line);
  return last === span.end.line ? span : { start: span.start, end: { ...span.end, line: last, column: 1 } };
}

function fieldSymbol(section: string, field: Field): DocumentSymbol {
  return symbol(field.name.text, `${section} ${typeText(field.type)}`, SymbolKind.Field, field.span);
}

function stepSymbol(step: Step): DocumentSymbol {
  const text = step.kind === 'call' ? step.call.target.text : step.kind;
  return symbol(`${step.number}. ${text}`, 'step', SymbolKind.Method, step.span);
}

function symbol(name: string, detail: string, kind: SymbolKind, span: Span): DocumentSymbol {
  const range = rangeOf(span);
  return { name: name === '' ? '(unnamed)' : name, detail, kind, range, selectionRange: range };
}
