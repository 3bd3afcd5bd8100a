// Bundles src/ with what it imports into dist/: sg then starts from a few files and not from hundreds.
import { Buffer } from 'node:buffer';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { register } from 'tsx/esm/api';
import { root } from './run-step.js';

/** Loaded rarely, or looked for as a package by whoever needs it: these stay where npm puts them. */
const external = [
  '@anthropic-ai/sdk',
  '@octokit/*',
  '@swc/wasm-typescript',
  'dbus-next',
  'isomorphic-git',
  'quickjs-wasi',
  'tsx',
  'typescript',
  'vscode-languageserver',
];

/**
 * Modules that start others by their place, and those others: a module reached from two entries becomes a chunk at the top of
 * dist/, and so "beside" is the same place for all of them.
 */
const neighbours = [
  'arena/trial-threads',
  'arena/trial-worker',
  'arena/static/compiler-thread',
  'arena/static/compiler-thread-main',
];

/** What the benchmarks start on its own. */
const parts = ['git/work-tree', 'organism/contracts/load-contracts', 'sandbox/create-sandbox'];

/** Packages written for CommonJS ask for these names. */
const banner = `import { createRequire as nodeCreateRequire } from 'node:module';
const require = nodeCreateRequire(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;`;

/** Of zod's messages only the English ones are used; the other fifty languages take as much memory as zod itself. */
const englishOnly = {
  name: 'english-only',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/locales\/index\.js$/ }, ({ resolveDir }) => ({
      path: path.join(resolveDir, '..', 'locales', 'en.js'),
    }));
  },
};

/** The network genome's contracts are read and checked here, once, and not by every command. */
const shippedContracts = {
  name: 'shipped-contracts',
  setup({ onLoad }) {
    onLoad({ filter: /organism\/contracts\/shipped\.ts$/ }, async () => ({
      contents: `export const shipped = ${JSON.stringify(await readContracts())};`,
    }));
  },
};

async function readContracts() {
  const unregister = register();
  try {
    const { workTree } = await import('../src/git/work-tree.ts');
    const { contractSources } = await import('../src/organism/contracts/load-contracts.ts');
    const { shipContracts } = await import('../src/organism/contracts/ship-contracts.ts');
    return shipContracts(await contractSources(workTree(root)));
  } finally {
    await unregister();
  }
}

/**
 * The files of dist/, their contents by their paths in it.
 * @returns {Promise<Map<string, Uint8Array>>}
 * @throws where the sources do not bundle, or a module would look for its neighbours in the wrong folder
 */
export async function bundle() {
  const commands = await sources('src/commands');
  const inPlace = [...commands, 'cli/main', ...parts].map((name) => ({ in: `src/${name}.ts`, out: name }));
  const atTop = neighbours.map((name) => ({ in: `src/${name}.ts`, out: path.basename(name) }));
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [...inPlace, ...atTop],
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // Names stay: they stand in errors and in reports of them.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    external,
    plugins: [englishOnly, shippedContracts],
    banner: { js: banner },
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  await checkPlaces(metafile);
  const dist = path.join(root, 'dist');
  const files = new Map(outputFiles.map((file) => [path.relative(dist, file.path), file.contents]));
  return files.set('THIRD-PARTY.txt', Buffer.from(await notices(metafile)));
}

/** Names of the modules below a folder of src/, without their ending. */
async function sources(folder) {
  const files = await readdir(path.join(root, folder), { recursive: true });
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join(folder, file).slice('src/'.length, -'.ts'.length));
}

async function checkPlaces({ outputs }) {
  for (const [output, { inputs }] of Object.entries(outputs)) {
    if (path.dirname(output) === 'dist') continue;
    for (const input of Object.keys(inputs).filter((file) => file.startsWith('src/'))) {
      const text = await readFile(path.join(root, input), 'utf8');
      if (/new URL\([^)]*import\.meta\.url\)/.test(text))
        throw new Error(`${input}: name it among the neighbours of scripts/bundle.js`);
    }
  }
}

/** The licences of everything bundled, as they ask for. */
async function notices({ outputs }) {
  const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
  const packages = new Set(inputs.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  const texts = await Promise.all([...packages].sort().map(notice));
  return `Software Genomics contains these packages.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

async function notice(folder) {
  const { name, version, license } = JSON.parse(await readFile(path.join(root, folder, 'package.json'), 'utf8'));
  const file = (await readdir(path.join(root, folder))).find((each) => /^(licen[cs]e|copying)/i.test(each));
  const text = file === undefined ? '' : `\n${(await readFile(path.join(root, folder, file), 'utf8')).trim()}\n`;
  return `${name} ${version} (${license})\n${text}`;
}
