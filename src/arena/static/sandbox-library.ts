import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import ts from 'typescript';
import { allowedGlobals } from '../../sandbox/guest/guest-globals.ts';

/**
 * Files of TypeScript's library that describe the sandbox: ES2023, without shared memory, weak references and
 * internationalisation.
 */
const parts: readonly string[] = [
  'es5',
  ...['collection', 'core', 'generator', 'iterable', 'promise', 'proxy', 'reflect', 'symbol', 'symbol.wellknown'].map(
    (part) => `es2015.${part}`,
  ),
  'es2016.array.include',
  ...['arraybuffer', 'date', 'object', 'string', 'typedarrays'].map((part) => `es2017.${part}`),
  ...['asyncgenerator', 'asynciterable', 'promise', 'regexp'].map((part) => `es2018.${part}`),
  ...['array', 'object', 'string', 'symbol'].map((part) => `es2019.${part}`),
  ...['bigint', 'date', 'number', 'promise', 'string', 'symbol.wellknown'].map((part) => `es2020.${part}`),
  ...['promise', 'string'].map((part) => `es2021.${part}`),
  ...['array', 'error', 'object', 'regexp', 'string'].map((part) => `es2022.${part}`),
  ...['array', 'collection'].map((part) => `es2023.${part}`),
  'decorators',
  'decorators.legacy',
];

/**
 * The library as one parsed file: merged once when it is bound, and not again for each program. Globals a gene doesn't
 * find in the sandbox are not declared, their types are.
 */
export function sandboxLibrary(file: string): ts.SourceFile {
  const home = path.dirname(createRequire(import.meta.url).resolve('typescript'));
  const texts = parts.map((part) => readFileSync(path.join(home, `lib.${part}.d.ts`), 'utf8'));
  const text = texts.join('\n').replaceAll(/^\/\/\/ <reference .*$/gm, '');
  return ts.createSourceFile(file, onlyAllowed(text), ts.ScriptTarget.ES2023);
}

const allowed: ReadonlySet<string> = new Set(allowedGlobals);

function onlyAllowed(text: string): string {
  const parsed = ts.createSourceFile('library.d.ts', text, ts.ScriptTarget.ES2023);
  const missing = parsed.statements.flatMap(missingValues).sort((a, b) => a.pos - b.pos);
  const kept = missing.map(({ pos }, index) => text.slice(missing[index - 1]?.end ?? 0, pos));
  return [...kept, text.slice(missing.at(-1)?.end ?? 0)].join('');
}

function missingValues(statement: ts.Statement): readonly ts.Node[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.every(({ name }) => isAllowed(name)) ? [] : [statement];
  }
  if (ts.isFunctionDeclaration(statement)) return isAllowed(statement.name) ? [] : [statement];
  if (!ts.isModuleDeclaration(statement) || isAllowed(statement.name)) return [];
  const { body } = statement;
  return body !== undefined && ts.isModuleBlock(body) ? body.statements.filter(isValue) : [];
}

function isAllowed(name: ts.Node | undefined): boolean {
  return name !== undefined && ts.isIdentifier(name) && allowed.has(name.text);
}

function isValue(statement: ts.Statement): boolean {
  return ts.isVariableStatement(statement) || ts.isFunctionDeclaration(statement);
}
