import ts from 'typescript';
import type { NodeFinding } from './module-statements.ts';

/** Names that stand for running text as code or for loading other code. */
const codeNames: ReadonlySet<string> = new Set(['eval', 'Function', 'require']);

type Check = (node: ts.Node) => readonly [kind: string, message: string] | undefined;

/**
 * What may stand nowhere in an allele, by kind of node: what types can't be erased from (the sandbox drops types and
 * changes nothing else), what loads or makes other code, and what reviewers can't read.
 */
const checks: ReadonlyMap<ts.SyntaxKind, Check> = new Map<ts.SyntaxKind, Check>([
  [ts.SyntaxKind.EnumDeclaration, () => ['enum', 'An enum is code and types at once; use a union of string literals.']],
  [ts.SyntaxKind.ModuleDeclaration, () => ['namespace', 'An allele has no namespaces and declares no modules.']],
  [ts.SyntaxKind.ImportEqualsDeclaration, () => ['import', '"import … =" is not a type import.']],
  [ts.SyntaxKind.ExportAssignment, () => ['export', 'An allele exports execute where it declares it.']],
  [ts.SyntaxKind.Decorator, () => ['decorator', 'A decorator runs code when a class is defined.']],
  [ts.SyntaxKind.DeclareKeyword, () => ['ambient', '"declare" promises what the sandbox does not have.']],
  [
    ts.SyntaxKind.MetaProperty,
    (node) => (isImportMeta(node) ? ['import', 'There is no import.meta in the sandbox.'] : undefined),
  ],
  [
    ts.SyntaxKind.CallExpression,
    (node) => (isDynamicImport(node) ? ['import', 'An allele loads no other code.'] : undefined),
  ],
  [ts.SyntaxKind.ImportType, () => ['import', "Name the types at the head: import type { … } from './contract.js'."]],
  [
    ts.SyntaxKind.Parameter,
    (node) =>
      hasModifiers(node)
        ? ['parameter-property', 'A parameter property is code and types at once; write the field.']
        : undefined,
  ],
  [ts.SyntaxKind.Identifier, identifierFault],
]);

export function forbiddenSyntax(node: ts.Node): NodeFinding | undefined {
  const found = checks.get(node.kind)?.(node);
  return found === undefined ? undefined : { node, kind: found[0], message: found[1] };
}

function isImportMeta(node: ts.Node): boolean {
  return ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword;
}

function isDynamicImport(node: ts.Node): boolean {
  if (!ts.isCallExpression(node)) return false;
  // `import(…)`, `import.defer(…)`
  return node.expression.kind === ts.SyntaxKind.ImportKeyword || isImportMeta(node.expression);
}

function hasModifiers(node: ts.Node): boolean {
  return ts.isParameter(node) && (ts.getModifiers(node)?.length ?? 0) > 0;
}

function identifierFault(node: ts.Node): ReturnType<Check> {
  if (!ts.isIdentifier(node)) return undefined;
  // A Cyrillic letter in a Latin name is another name that looks the same.
  if (!/^[\w$]*$/.test(node.getText())) return ['identifier', 'Expected a name of ASCII letters, digits, "_" and "$".'];
  if (!codeNames.has(node.text) || isMemberName(node) || ts.isPartOfTypeNode(node)) return undefined;
  return ['code-from-text', `"${node.text}" runs or loads code that was not reviewed; the sandbox refuses it.`];
}

function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent)) return parent.name === node;
  return ts.isPropertySignature(parent) || ts.isMethodSignature(parent) || ts.isPropertyDeclaration(parent);
}
