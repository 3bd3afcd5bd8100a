import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../helpers/project-root.ts';

const folder = path.join(projectRoot, 'editors/vscode');

interface Manifest {
  readonly main: string;
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly languages: readonly { readonly id: string; readonly configuration: string }[];
    readonly grammars: readonly { readonly language: string; readonly scopeName: string; readonly path: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    readonly configurationDefaults: Readonly<Record<string, unknown>>;
  };
}

function json(file: string): unknown {
  return JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
}

const manifest = json('package.json') as Manifest;
const { languages, grammars, configuration, configurationDefaults } = manifest.contributes;

test('every file that the manifest names is there', () => {
  const named = [
    manifest.main,
    ...languages.map((language) => language.configuration),
    ...grammars.map((grammar) => grammar.path),
  ];
  expect(named.filter((file) => !existsSync(path.join(folder, file)))).toEqual([]);
});

test('one language goes by one name everywhere', () => {
  const [language, ...others] = languages.map(({ id }) => id);
  expect(others).toEqual([]);
  expect(grammars.map((grammar) => grammar.language)).toEqual([language]);
  expect(manifest.activationEvents).toEqual([`onLanguage:${language}`]);
  expect(Object.keys(configurationDefaults)).toEqual([`[${language}]`]);
  const entry = readFileSync(path.join(folder, manifest.main), 'utf8');
  expect([...entry.matchAll(/language: '(\w+)'/g)].map(([, name]) => name)).toEqual([language]);
});

test('the grammar is the one of its scope', () => {
  for (const { path: file, scopeName } of grammars) expect(json(file)).toMatchObject({ scopeName });
});

test('the settings that the extension reads are those it has', () => {
  const entry = readFileSync(path.join(folder, manifest.main), 'utf8');
  const read = [...entry.matchAll(/getConfiguration\('(\w+)'\)\.get\('(\w+)'/g)].map(
    ([, part, key]) => `${part}.${key}`,
  );
  expect(read).toEqual(Object.keys(configuration.properties));
});

test('the patterns of its editing rules compile', () => {
  const { indentationRules } = json('language-configuration.json') as {
    indentationRules: Record<string, string>;
  };
  const increases = new RegExp(indentationRules['increaseIndentPattern'] ?? '');
  expect(['gene x for network', '  takes:', '      given:  # why'].filter((line) => !increases.test(line))).toEqual([]);
  expect(['  risk low', '    a  string  "b"'].filter((line) => increases.test(line))).toEqual([]);
});
