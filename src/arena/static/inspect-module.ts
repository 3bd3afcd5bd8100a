import ts from 'typescript';
import { forbiddenSyntax } from './forbidden-syntax.ts';
import { moduleStatementFindings, type NodeFinding } from './module-statements.ts';
import type { SourceFinding } from './source-finding.ts';

/** Deeper trees than any allele has; later stages walk them on the stack. */
const deepestTree = 300;

/** Two hundred thousand nodes are a full allele of 256 KiB without blanks. */
const mostNodes = 200_000;

const mostFindings = 20;

/**
 * What in a module's syntax an allele may not have, in the order of the source. Nothing of it runs.
 * @throws RangeError when the parser's stack does not suffice
 */
export function inspectModule(source: string): readonly SourceFinding[] {
  const file = ts.createSourceFile('allele.ts', source, ts.ScriptTarget.ES2023, true, ts.ScriptKind.TS);
  const broken = syntaxErrors(file);
  if (broken.length > 0) return broken.slice(0, mostFindings);
  const found = [...walk(file), ...moduleStatementFindings(file)];
  return found
    .map((finding) => ({ finding, start: finding.node.getStart(file) }))
    .sort((a, b) => a.start - b.start)
    .slice(0, mostFindings)
    .map(({ finding, start }) => located(file, start, finding));
}

/** The parser's own words. Public only by way of a program, which would read the library as well. */
function syntaxErrors(file: ts.SourceFile): readonly SourceFinding[] {
  const { parseDiagnostics } = file as ts.SourceFile & {
    readonly parseDiagnostics: readonly ts.DiagnosticWithLocation[];
  };
  return parseDiagnostics.map(({ start, messageText }) => {
    const { line, character } = file.getLineAndCharacterOfPosition(start);
    const message = ts.flattenDiagnosticMessageText(messageText, ' ');
    return { kind: 'syntax', line: line + 1, column: character + 1, message };
  });
}

/** Every node once, without recursion. */
function* walk(file: ts.SourceFile): Iterable<NodeFinding> {
  const open: { readonly node: ts.Node; readonly depth: number }[] = [{ node: file, depth: 0 }];
  let seen = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth } = next;
    seen += 1;
    if (depth > deepestTree || seen > mostNodes) {
      yield {
        node,
        kind: 'nested-too-deeply',
        message: `Expected at most ${deepestTree} levels and ${mostNodes} nodes of syntax.`,
      };
      return;
    }
    const finding = forbiddenSyntax(node);
    if (finding !== undefined) yield finding;
    ts.forEachChild(node, (child) => {
      open.push({ node: child, depth: depth + 1 });
    });
  }
}

function located(file: ts.SourceFile, start: number, { kind, message }: NodeFinding): SourceFinding {
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  return { kind, line: line + 1, column: character + 1, message };
}
