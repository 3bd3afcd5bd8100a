import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { INITIAL, parseRawGrammar, Registry, type IGrammar } from 'vscode-textmate';
import oniguruma from 'vscode-oniguruma';
import { builtinTypes, pathwayFailurePolicies, topologyFailurePolicies } from '../../src/contract/ast.ts';
import { exampleShape, shapes } from '../../src/contract/syntax/shape.ts';
import { projectRoot } from '../helpers/project-root.ts';

const file = path.join(projectRoot, 'editors/vscode/syntaxes/sg.tmLanguage.json');

let grammar: IGrammar;

beforeAll(async () => {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: () => Promise.resolve(parseRawGrammar(readFileSync(file, 'utf8'), file)),
  });
  const loaded = await registry.loadGrammar('source.sg');
  if (loaded === null) throw new Error('the grammar does not load');
  grammar = loaded;
});

/** The innermost scope of each piece of a text, white space left out. */
function scopes(text: string): readonly (readonly [piece: string, scope: string])[] {
  let state = INITIAL;
  return text.split('\n').flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens
      .map(
        ({ startIndex, endIndex, scopes: found }) =>
          [line.slice(startIndex, endIndex).trim(), found.at(-1) ?? ''] as const,
      )
      .filter(([piece]) => piece !== '');
  });
}

function scopeOf(text: string, piece: string): string | undefined {
  return scopes(text).find(([found]) => found === piece)?.[1];
}

describe('every word of the language has a colour', () => {
  const sections = new Set([...Object.values(shapes), exampleShape].flatMap((shape) => shape.sections));

  test.each([...sections])('section %s', (section) => {
    expect(scopeOf(`gene x\n  ${section}:\n    - a`, section)).toBe('keyword.control.section.sg');
  });

  test.each([...new Set(Object.values(shapes).flatMap((shape) => shape.attributes))])('attribute %s', (attribute) => {
    expect(scopeOf(`gene x\n  ${attribute} low`, attribute)).toBe('keyword.control.sg');
  });

  test.each(builtinTypes)('type %s', (type) => {
    expect(scopeOf(`gene x\n  takes:\n    a  ${type}  "b"`, type)).toBe('support.type.sg');
  });

  test.each([...pathwayFailurePolicies, ...topologyFailurePolicies])('policy %s', (policy) => {
    expect(scopeOf(`pathway x\n  on failure:\n    ${policy}`, policy)).toBe('constant.language.sg');
  });
});

test.each([
  ['gene a for network', 'a', 'entity.name.function.sg'],
  ['gene a\n  takes:  # why', '# why', 'comment.line.number-sign.sg'],
  [
    'gene a\n  does:\n    takes: is prose, # too\n\n    and this\n  takes:',
    'takes: is prose, # too',
    'string.unquoted.prose.sg',
  ],
  ['gene a\n  does:\n    prose\n  takes:', 'takes', 'keyword.control.section.sg'],
  ['gene a\n  fails when:\n    - it is there -> success=false', 'success=false', 'constant.language.sg'],
  ['pathway a\n  steps:\n    1. -> b\n         c = {step 2.d}', 'd', 'variable.other.sg'],
  ['pathway a\n  verify:\n    within 30s', '30s', 'constant.numeric.sg'],
  ['gene a\n  takes:\n    b  string  "c \\" {d}"', 'd', 'variable.other.sg'],
])('in %j, %s', (text, piece, scope) => {
  expect(scopeOf(text, piece)).toBe(scope);
});

test('in the contracts of the network genome, every heading is one and prose never is', () => {
  const folder = path.join(projectRoot, 'contracts');
  const files = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.sg'));
  for (const name of files) {
    const text = readFileSync(path.join(folder, name), 'utf8');
    const headings = scopes(text).filter(([, scope]) => scope === 'keyword.control.section.sg').length;
    const written = text.split('\n').filter((line) => /^ {2}(?: {4})?[a-z][a-z ]*:$/.test(line)).length;
    expect(headings, name).toBe(written);
  }
});
