import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../helpers/project-root.ts';

interface Claim {
  /** Path of a test file from the project's root. */
  readonly file: string;
  /** Titles of tests in it that the page quotes. */
  readonly titles: readonly string[];
}

const text = readFileSync(path.join(projectRoot, 'docs', 'security.md'), 'utf8').replaceAll(/\s+/g, ' ');

/** `[name](../test/FILE): _title_; _title_` */
function claims(): readonly Claim[] {
  return [...text.matchAll(/\]\(\.\.\/(test\/[^)]+)\)((?::|;)? _[^_]+_(?:; _[^_]+_)*)?/g)].map(
    ([, file = '', quoted = '']) => ({
      file,
      titles: [...quoted.matchAll(/_([^_]+)_/g)].map(([, title = '']) => title),
    }),
  );
}

/** Titles of a test file as they are written there, of templates and of tables of tests as well. */
function titlesIn(file: string): readonly string[] {
  const source = readFileSync(path.join(projectRoot, file), 'utf8');
  return [...source.matchAll(/\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"([^"\n]*)"|`([^`]*)`)\s*,/g)].map(([, one, two, three]) =>
    (one ?? two ?? three ?? '').replaceAll('\\', ''),
  );
}

test('the page rests on tests', () => {
  expect(claims().length).toBeGreaterThan(50);
});

test.each([...new Set(claims().map(({ file }) => file))])('%s is there, with every title the page quotes', (file) => {
  expect(existsSync(path.join(projectRoot, file))).toBe(true);
  const known = titlesIn(file);
  const of = claims().filter((claim) => claim.file === file);
  for (const { titles } of of) expect(titles.length).toBeGreaterThan(0);
  expect(of.flatMap(({ titles }) => titles).filter((title) => !known.includes(title))).toEqual([]);
});
