import { expect, test } from 'vitest';
import { configValue, parseGitConfig } from '../../src/git/git-config.ts';
import { GitFixture } from './git-fixture.ts';

const fixture = new GitFixture();

const text = `# comment
; another
[user]
\tname = "Ada \\"the\\" Tester" ; who
\temail=ada@example.org   # why
\tempty =
[USER]   nickname = two  words\t
[remote "Origin \\"x\\" \\\\"]
  URL = https://example.org/a#b
  fetch = one
  fetch = two
[old.Section]
  flag
  other = a\\
b \\t c
  tail = " kept "   `;

test('reads the grammar as git does', async () => {
  await fixture.put('config', text);
  const byGit = fixture
    .git('config', '--file', 'config', '--null', '--list')
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [key = '', ...value] = entry.split('\n');
      // git prints no value for a variable without "=", which means true.
      return { key, value: value.length === 0 ? 'true' : value.join('\n') };
    });
  expect(parseGitConfig(text, 'config')).toEqual(byGit);
  expect(byGit).toHaveLength(10);
});

test('the last value wins', () => {
  expect(configValue(parseGitConfig(text, 'config'), 'remote.Origin "x" \\.fetch')).toBe('two');
  expect(configValue([], 'a.b')).toBeUndefined();
});

test.each([
  ['name = x\n', 1],
  ['[a]\nname = "open\n', 2],
  ['[a]\nx = \\q\n', 2],
  ['[a\n', 1],
  ['[a]\n\n= 3\n', 3],
  ['[a]\nx y\n', 2],
])('refuses %j with its line', (broken, line) => {
  expect(() => parseGitConfig(broken, 'file')).toThrow(
    expect.objectContaining({ code: 'git-config-syntax', details: { file: 'file', line } }) as Error,
  );
});
