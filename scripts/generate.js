// Writes every generated file, or with --check only tells which are not what they should be.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'prettier';
import { register } from 'tsx/esm/api';
import { generateGrammar } from './generate-grammar.js';
import { Plugin } from '@oclif/core';
import { commandReference } from './docs/command-reference.js';
import { errorReference } from './docs/error-reference.js';
import { languageReference } from './docs/language-reference.js';
import { manPage } from './docs/man-page.js';
import { root } from './run-step.js';

const check = process.argv.includes('--check');

/** Keeps one file at its generated text. */
async function keep(file, text) {
  const target = path.resolve(root, file);
  const found = await readFile(target, 'utf8').catch(() => undefined);
  if (found === text) return;
  if (check) {
    console.error(
      `${path.relative(root, target)} is ${found === undefined ? 'missing' : 'stale'}: run \`npm run generate\`.`,
    );
    process.exitCode = 1;
    return;
  }
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text);
  console.log(`wrote ${path.relative(root, target)}`);
}

async function kernelDeclarations() {
  const source = await readFile(path.join(root, 'src/kernel/network.ts'), 'utf8');
  const text = `// Generated from sg's network kernel interface by \`sg contract types\`; do not edit.\n${source}`;
  return [
    '// Generated from network.ts by scripts/generate.js; do not edit.',
    '/** The text of `genome/kernel.d.ts`: the kernel interface as authors and reviewers of alleles read it. */',
    `export const kernelDeclarations = ${JSON.stringify(text)};`,
    '',
  ].join('\n');
}

const grammar = await generateGrammar();
await keep(grammar.path, grammar.text);
await keep('src/kernel/declarations.generated.ts', await kernelDeclarations());

// What follows from the contracts is made by sg's own code, straight from its sources.
register();
const { workTree } = await import('../src/git/work-tree.ts');
const { soundContracts } = await import('../src/organism/contracts/load-contracts.ts');
const { declarationFiles } = await import('../src/organism/contracts/declaration-files.ts');
const tree = workTree(root);
for (const file of await declarationFiles(await soundContracts(tree), tree)) await keep(file.path, file.text);

// The reference part of the handbook. Commands tell about themselves once they are built.
await import('./build.js');
const plugin = new Plugin({ root, ignoreManifest: true });
await plugin.load();
await keep('docs/reference/commands.md', await pretty(commandReference(plugin.manifest)));
await keep('man/sg.1', manPage(plugin.manifest, plugin.pjson));
await keep('docs/reference/errors.md', await pretty(await errorReference()));
await keep('docs/reference/contract-language.md', await pretty(await languageReference()));

function pretty(text) {
  return format(text, { parser: 'markdown', printWidth: 120 });
}
