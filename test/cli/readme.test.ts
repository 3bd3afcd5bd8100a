import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sg } from '../helpers/sg.ts';

const readme = readFileSync(path.join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');

/** The lines of the README's "Using it" that start sg, as words; quotes are the shell's single ones. */
function commands(): readonly (readonly string[])[] {
  const section = /^## Using it\n[^]*?```sh\n([^]*?)```/m.exec(readme)?.[1] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('sg '))
    .map((line) => line.replace(/ {2,}#.*$/, '').match(/'[^']*'|\S+/g) ?? [])
    .map((words) => words.slice(1).map((word) => word.replace(/^'(.*)'$/, '$1')));
}

test("every sg command of the README's walk works, in its order", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sg-readme-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const walk = commands();
  expect(walk.length).toBeGreaterThan(8);
  let cwd = folder;
  for (const words of walk) {
    const { status, stderr } = await sg(words, { cwd });
    expect(`${words.join(' ')}: ${status ?? 'killed'} ${stderr}`).toBe(`${words.join(' ')}: 0 `);
    if (words[0] === 'init') cwd = path.join(folder, words[1] ?? '');
  }
});
