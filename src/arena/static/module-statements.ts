import ts from 'typescript';
import { InertExpressions } from './inert-expression.ts';

/** A complaint about a node, before it has a line and a column. */
export interface NodeFinding {
  readonly node: ts.Node;
  readonly kind: string;
  readonly message: string;
}

/** Where types come from: the locus's contract, the kernel, and for fused alleles the contracts of other loci. */
const typeModule = /^(?:\.\/contract|\.\.\/kernel|\.\.\/[a-z][a-z0-9_]*\/contract)\.js$/;

/**
 * What stands at the top of the module: type imports, types, functions, classes and constants that only describe a value,
 * and the one export. Loading such a module runs nothing.
 */
export function moduleStatementFindings(file: ts.SourceFile): readonly NodeFinding[] {
  const inert = new InertExpressions(declaredNames(file));
  const findings = file.statements.flatMap((statement) => statementFindings(statement, inert));
  const exported = file.statements.filter(isExecute);
  if (exported.length === 1) return findings;
  const message = `Expected one "export default async function execute(input, kernel)", found ${exported.length}.`;
  return [...findings, { node: exported[1] ?? file.endOfFileToken, kind: 'default-export', message }];
}

/** The contract's Gene by its shape; the static stage compares its types. */
export function isExecute(statement: ts.Statement): statement is ts.FunctionDeclaration {
  if (!ts.isFunctionDeclaration(statement) || statement.name?.text !== 'execute') return false;
  const modifiers = statement.modifiers?.map(({ kind }) => kind) ?? [];
  const wanted = [ts.SyntaxKind.ExportKeyword, ts.SyntaxKind.DefaultKeyword, ts.SyntaxKind.AsyncKeyword];
  if (modifiers.length !== wanted.length || !wanted.every((kind, index) => modifiers[index] === kind)) return false;
  return statement.asteriskToken === undefined && statement.body !== undefined && statement.parameters.length <= 2;
}

function declaredNames(file: ts.SourceFile): ReadonlySet<string> {
  const declared = file.statements.flatMap((statement): readonly (ts.Node | undefined)[] => {
    if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name);
    return ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) ? [statement.name] : [];
  });
  return new Set(declared.flatMap((name) => (name !== undefined && ts.isIdentifier(name) ? [name.text] : [])));
}

function statementFindings(statement: ts.Statement, inert: InertExpressions): readonly NodeFinding[] {
  if (ts.isImportDeclaration(statement)) return importFindings(statement);
  if (isExecute(statement)) return [];
  const exported = exportFinding(statement);
  if (exported !== undefined) return [exported];
  if (ts.isVariableStatement(statement)) return constantFindings(statement, inert);
  if (ts.isClassDeclaration(statement) && !inert.isInertClass(statement)) {
    return [sideEffect(statement, 'A class that runs code when it is defined')];
  }
  return harmless.has(statement.kind) ? [] : [sideEffect(statement, describe(statement))];
}

const harmless: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.FunctionDeclaration,
  ts.SyntaxKind.ClassDeclaration,
  ts.SyntaxKind.InterfaceDeclaration,
  ts.SyntaxKind.TypeAliasDeclaration,
  ts.SyntaxKind.EmptyStatement,
  // These have findings of their own wherever they stand.
  ts.SyntaxKind.EnumDeclaration,
  ts.SyntaxKind.ModuleDeclaration,
  ts.SyntaxKind.ImportEqualsDeclaration,
]);

function importFindings({ importClause, moduleSpecifier, attributes }: ts.ImportDeclaration): readonly NodeFinding[] {
  const from = ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : '';
  const bindings = importClause?.namedBindings;
  const named = bindings !== undefined && ts.isNamedImports(bindings) && importClause?.name === undefined;
  const typed = importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  if (typed && named && attributes === undefined && typeModule.test(from)) return [];
  const message = `An allele imports nothing but types: import type { … } from './contract.js' or '../kernel.js'; found one from ${JSON.stringify(from)}.`;
  return [{ node: moduleSpecifier, kind: 'import', message }];
}

function exportFinding(statement: ts.Statement): NodeFinding | undefined {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  const exports = modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  if (!exports && !ts.isExportDeclaration(statement) && !ts.isExportAssignment(statement)) return undefined;
  const message = 'An allele exports one thing: "export default async function execute(input, kernel)".';
  return { node: statement, kind: 'export', message };
}

function constantFindings({ declarationList }: ts.VariableStatement, inert: InertExpressions): readonly NodeFinding[] {
  if (!isConst(declarationList)) {
    return [sideEffect(declarationList, 'A variable that can change')];
  }
  return declarationList.declarations.flatMap(({ name, initializer }) => {
    if (!ts.isIdentifier(name)) return [sideEffect(name, 'Taking a value apart')];
    if (initializer === undefined || !inert.isInert(initializer)) {
      return [
        sideEffect(
          initializer ?? name,
          'A constant that is more than a literal, a list, an object, a collection or a function',
        ),
      ];
    }
    inert.declare(name.text, initializer);
    return [];
  });
}

/** Neither `let` nor `using`, which share its flag or have one beside it. */
function isConst({ flags }: ts.VariableDeclarationList): boolean {
  return (flags & ts.NodeFlags.Const) !== 0 && (flags & ts.NodeFlags.Using) === 0;
}

function sideEffect(node: ts.Node, what: string): NodeFinding {
  return {
    node,
    kind: 'top-level-code',
    message: `${what} cannot stand at the top of an allele: nothing runs before execute is called.`,
  };
}

function describe(statement: ts.Statement): string {
  const isLoop = ts.isIterationStatement(statement, true);
  return isLoop ? 'A loop' : `This statement (${ts.SyntaxKind[statement.kind]})`;
}
