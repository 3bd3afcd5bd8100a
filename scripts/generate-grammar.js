import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

// nearley's compiler is CommonJS and reaches its own files by `require`.
const require = createRequire(import.meta.url);
const nearley = require('nearley');
const compile = require('nearley/lib/compile.js');
const language = require('nearley/lib/nearley-language-bootstrapped.js');

const folder = new URL('../src/contract/', import.meta.url);

/**
 * Compiles src/contract/grammar.ne. nearley's own emitters give CommonJS or untyped exports, so the rules it computed are
 * written here: a module with one named export, `rules`.
 * @returns {{ path: string, text: string }} the file to write and what belongs in it
 */
export function generateGrammar() {
  const parser = new nearley.Parser(nearley.Grammar.fromCompiled(language));
  parser.feed(readFileSync(new URL('grammar.ne', folder), 'utf8') + '\n');
  const grammar = compile(parser.results[0], { args: [] });
  const body = grammar.body.map((code) => code.trim()).join('\n');
  const rules = grammar.rules.map((rule) => `  ${emitRule(rule, body)},`).join('\n');
  const text = `// Generated from grammar.ne by scripts/generate-grammar.js: change that file, then run \`npm run generate\`.
// @ts-nocheck
import type { ParserRule } from 'nearley';
${body}

export const rules: ParserRule[] = [
${rules}
];
`;
  return { path: fileURLToPath(new URL('grammar.generated.ts', folder)), text };
}

function emitRule(rule, body) {
  const symbols = rule.symbols.map((symbol) => emitSymbol(symbol, body)).join(', ');
  const postprocess = rule.postprocess ? `, postprocess: ${rule.postprocess.trim()}` : '';
  return `{ name: '${rule.name}', symbols: [${symbols}]${postprocess} }`;
}

/** A rule's name, a word of the line, a token type, or a matcher that the grammar's own code imports. */
function emitSymbol(symbol, body) {
  if (typeof symbol === 'string') return `'${symbol}'`;
  if (symbol.literal !== undefined) return `{ literal: '${symbol.literal}' }`;
  const token = /^\(tokens\.has\("(\w+)"\)/.exec(symbol.token ?? '')?.[1];
  if (token === undefined)
    throw new Error(`grammar.ne: expected a token, a literal or a rule, found ${JSON.stringify(symbol)}`);
  return new RegExp(`\\{[^}]*\\b${token}\\b[^}]*\\} from`).test(body) ? token : `{ type: '${token}' }`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { path, text } = generateGrammar();
  writeFileSync(path, text);
}
