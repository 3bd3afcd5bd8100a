import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { projectRoot } from '../helpers/project-root.ts';
import { blocksOf, scriptOf } from './page.ts';

/** What a block says it needs, where that is more than an empty folder; those are carried out by tests of their own. */
const elsewhere: Readonly<Record<string, string>> = {
  host: 'test/lab: root and a NetworkManager of its own',
  github: 'test/handbook/github.test.ts: a forge',
  install: '.ci/run: the package, installed as a stranger does',
};

const pages = readdirSync(path.join(projectRoot, 'docs')).filter((name) => name.endsWith('.md'));

/** A person's empty home with `sg` on the path, and nothing of this machine's. */
function emptyHome(): { readonly home: string; readonly env: NodeJS.ProcessEnv } {
  const home = mkdtempSync(path.join(tmpdir(), 'sg-handbook-'));
  onTestFinished(() => {
    rmSync(home, { recursive: true, force: true });
  });
  const bin = path.join(home, '.bin');
  mkdirSync(bin);
  symlinkSync(path.join(projectRoot, 'bin/run.js'), path.join(bin, 'sg'));
  const person = { GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.org' };
  const committer = { GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.org', GIT_CONFIG_NOSYSTEM: '1' };
  const env = { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: home, LC_ALL: 'C.UTF-8', ...person, ...committer };
  return { home, env };
}

function bash(
  script: string,
  { home, env }: ReturnType<typeof emptyHome>,
): Promise<{ status: number | null; tail: string }> {
  return new Promise((resolve) => {
    const child = spawn('bash', ['-c', script], {
      cwd: home,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 170_000,
    });
    let tail = '';
    const keep = (text: Buffer): void => {
      tail = (tail + text.toString()).slice(-4_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('close', (status) => {
      resolve({ status, tail });
    });
  });
}

describe.each(pages)('docs/%s', (page) => {
  const blocks = blocksOf(`docs/${page}`);
  const here = blocks.filter(({ words }) => !words.some((word) => word in elsewhere));

  test('every block says what it needs in words that are known', () => {
    const known = blocks
      .flatMap(({ words }) => words)
      .filter((word) => !(word in elsewhere) && !/^exit=\d+$/.test(word));
    expect(known).toEqual([]);
  });

  test.runIf(here.length > 0)('every command works, in its order, from an empty home', async () => {
    const { status, tail } = await bash(scriptOf(here), emptyHome());
    expect(`${status ?? 'killed'}\n${tail}`).toMatch(/^0\n/);
  });
});
